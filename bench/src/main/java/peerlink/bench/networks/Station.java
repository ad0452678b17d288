package peerlink.bench.networks;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Scanner;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A peer: {@code peerlink listen --json} on a machine. Messages are handed to it over its local
 * socket, as {@code peerlink send --queue} does (docs/architecture.md, "Local requests"), so that
 * no process start is part of what is measured.
 */
final class Station {
    private static final JsonMapper JSON = JsonMapper.shared();

    private final Program program;
    private final Host host;
    private final List<String> options;
    private final Process process;

    private Station(Program program, Host host, List<String> options, Process process) {
        this.program = program;
        this.host = host;
        this.options = options;
        this.process = process;
    }

    /** Starts a peer that goes by its machine's name. */
    static Station start(Program program, Host host, List<String> more) throws IOException {
        List<String> options =
                new ArrayList<>(
                        List.of(
                                "--profile",
                                host.name(),
                                "--home",
                                program.folder().resolve(host.name()).toString()));
        options.addAll(more);
        List<String> listen = new ArrayList<>(List.of("listen", "--json", "--requests", "accept"));
        listen.addAll(options);
        return new Station(program, host, options, program.start(host, host.name(), listen));
    }

    Host host() {
        return host;
    }

    long pid() {
        return process.pid();
    }

    /**
     * Tells whether its peers can be written to.
     *
     * @throws IOException with its reason, if it has ended
     */
    boolean isReady() throws IOException {
        if (!process.isAlive()) {
            throw new IOException(host.name() + " has ended: " + complaints());
        }
        return !events("ready").isEmpty();
    }

    /** Returns the port at which it accepts links. */
    int port() throws IOException {
        String listen = events("ready").getFirst().path("listen").asString();
        return Integer.parseInt(listen.substring(listen.lastIndexOf(':') + 1));
    }

    /** Returns the messages that it has shown, in order. */
    List<JsonNode> messages() throws IOException {
        return events("message");
    }

    /** Returns the last line of its standard error. */
    String complaints() throws IOException {
        return program.complained(host.name()).strip().lines().reduce("", (_, last) -> last);
    }

    private List<JsonNode> events(String kind) throws IOException {
        String all = program.printed(host.name());
        return all.substring(0, all.lastIndexOf('\n') + 1)
                .lines()
                .map(JSON::readTree)
                .filter(event -> event.path("event").asString("").equals(kind))
                .toList();
    }

    /**
     * Puts a message into the outbox, from which it leaves when it is acknowledged.
     *
     * @return false if nobody is known by the name
     */
    boolean write(String peer, String text) throws IOException {
        Map<String, Object> request =
                Map.of(
                        "v",
                        1,
                        "errand",
                        "send",
                        "peer",
                        peer,
                        "text",
                        text,
                        "queue",
                        true,
                        "timeoutMillis",
                        5000);
        for (JsonNode reply : ask(request)) {
            switch (reply.path("reply").asString("")) {
                case "stored" -> {
                    return true;
                }
                case "done" -> {
                    return reply.path("exitCode").asInt(1) == 0;
                }
                default -> {} // "taken" says nothing more
            }
        }
        throw new IOException(host.name() + " did not take a message");
    }

    /** Returns the number of messages that are not acknowledged. */
    int waiting() throws IOException {
        int rows = 0;
        for (JsonNode reply : ask(Map.of("v", 1, "errand", "list"))) {
            rows += reply.path("reply").asString("").equals("row") ? 1 : 0;
        }
        return rows;
    }

    /** Starts {@code peerlink why PEER --json} beside it. */
    Process why(String peer) throws IOException {
        List<String> command = new ArrayList<>(List.of("why", peer, "--json"));
        command.addAll(options);
        return program.start(host, "why-" + host.name(), command);
    }

    /** Returns what {@code why} printed; an empty object if it printed nothing. */
    JsonNode reasons() throws IOException {
        String printed = program.printed("why-" + host.name()).strip();
        return printed.isEmpty() ? JSON.createObjectNode() : JSON.readTree(printed);
    }

    /** Returns the first line of the error of {@code why}. */
    String whyNot() throws IOException {
        return program.complained("why-" + host.name()).strip().lines().findFirst().orElse("");
    }

    private Path socket() throws IOException {
        Path profile = program.folder().resolve(host.name() + "/profiles/" + host.name());
        Path place = profile.resolve("node.sock.path");
        return Files.exists(place)
                ? Path.of(Files.readString(place))
                : profile.resolve("node.sock");
    }

    /** Returns the replies to a local request, up to the first one that tells of a result. */
    private List<JsonNode> ask(Map<String, Object> request) throws IOException {
        List<JsonNode> replies = new ArrayList<>();
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket()))) {
            String line = JSON.writeValueAsString(request) + "\n";
            channel.write(ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8)));
            Scanner lines = new Scanner(Channels.newInputStream(channel), StandardCharsets.UTF_8);
            boolean more = true;
            while (more && lines.hasNextLine()) {
                JsonNode reply = JSON.readTree(lines.nextLine());
                replies.add(reply);
                more = reply.path("reply").asString("").matches("taken|row|text");
            }
        }
        return replies;
    }
}
