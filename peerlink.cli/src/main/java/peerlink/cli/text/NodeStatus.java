package peerlink.cli.text;

import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import peerlink.api.Address;
import peerlink.api.Peer;
import peerlink.cli.program.Version;
import peerlink.core.Node;
import peerlink.core.model.DirectoryStatus;

/**
 * Describes a running node and the process that has it, for {@code peerlink status} and for bots.
 *
 * @param chats the chats at the node, the oldest first
 * @param outbox the number of messages that wait for their peers
 * @param waiting the number of messages that no screen has shown
 * @param requests the number of requests that wait for the user
 */
public record NodeStatus(
        Peer self,
        long process,
        String purpose,
        Instant since,
        List<DirectoryStatus> registries,
        List<Chat> chats,
        int outbox,
        long waiting,
        int requests) {
    public NodeStatus {
        registries = List.copyOf(registries);
        chats = List.copyOf(chats);
    }

    /**
     * A chat on a terminal.
     *
     * @param process the terminal's process
     */
    public record Chat(long process, Instant since) {}

    /**
     * Describes the node of this process.
     *
     * @param purpose the command's name
     * @param waiting the number of messages that no screen has shown
     */
    public static NodeStatus of(
            Node node, String purpose, Instant since, List<Chat> chats, long waiting)
            throws IOException {
        return new NodeStatus(
                node.self(),
                ProcessHandle.current().pid(),
                purpose,
                since,
                node.directories(),
                chats,
                node.outbox().waiting().size(),
                waiting,
                node.requests().size());
    }

    /**
     * Returns the lines of the output.
     *
     * @param json whether for programs
     */
    public List<String> lines(boolean json) {
        return json ? List.of(JsonLines.line(fields())) : rows();
    }

    /** Returns it as the fields of an object. */
    public Map<String, @Nullable Object> fields() {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("running", true);
        fields.put("name", self.name());
        fields.put("id", self.id());
        fields.put("version", Version.text());
        fields.put("pid", process);
        fields.put("purpose", purpose);
        fields.put("since", since);
        fields.put("addresses", self.addresses());
        fields.put(
                "registries",
                registries.stream()
                        .map(
                                registry ->
                                        ordered(
                                                "address", registry.address(),
                                                "connected", registry.connected(),
                                                "detail", registry.detail()))
                        .toList());
        fields.put(
                "chats",
                chats.stream()
                        .map(chat -> ordered("pid", chat.process(), "since", chat.since()))
                        .toList());
        fields.put("outbox", outbox);
        fields.put("waiting", waiting);
        fields.put("requests", requests);
        return fields;
    }

    private static Map<String, Object> ordered(Object... fields) {
        Map<String, Object> object = new LinkedHashMap<>();
        for (int i = 0; i < fields.length; i += 2) {
            object.put((String) fields[i], fields[i + 1]);
        }
        return object;
    }

    private List<String> rows() {
        ShownTimes times = new ShownTimes(InstantSource.system(), LocalZone::now);
        List<String> rows = new ArrayList<>();
        rows.add(row("name", self.name() + "  " + self.id().shortForm()));
        rows.add(
                row(
                        "node",
                        "process %d, %s, since %s"
                                .formatted(process, purpose, times.precisely(since))));
        rows.add(
                row(
                        "addresses",
                        self.addresses().isEmpty()
                                ? "none"
                                : self.addresses().stream()
                                        .map(Address::shortForm)
                                        .collect(Collectors.joining(", "))));
        registries.forEach(
                registry ->
                        rows.add(
                                row(
                                        "registry",
                                        place(registry.address())
                                                + (registry.connected()
                                                        ? ""
                                                        : registry.isOutOfReach()
                                                                ? ", out of reach"
                                                                : ", no answer yet"))));
        chats.forEach(
                chat ->
                        rows.add(
                                row(
                                        "chat",
                                        "process %d, since %s"
                                                .formatted(
                                                        chat.process(),
                                                        times.precisely(chat.since())))));
        rows.add(row("outbox", Integer.toString(outbox)));
        rows.add(row("waiting", Long.toString(waiting)));
        rows.add(row("requests", Integer.toString(requests)));
        return rows;
    }

    private static String row(String what, String value) {
        return "%-10s %s".formatted(what, value);
    }

    private static String place(Address directory) {
        return EventLines.isLocalNetwork(directory) ? "local network" : directory.shortForm();
    }
}
