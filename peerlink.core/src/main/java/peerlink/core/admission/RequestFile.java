package peerlink.core.admission;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import peerlink.api.Bytes;
import peerlink.api.Message;
import peerlink.api.PeerId;
import peerlink.api.PeerName;
import peerlink.core.profile.JsonFile;
import peerlink.core.profile.PrivateFiles;
import peerlink.core.store.MessageStore;
import peerlink.core.store.StreamId;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads and writes the requests on disk: {@code requests.json} in the profile's folder, mode 0600.
 * Only the node that holds the profile's lock uses it. Fields that this version doesn't know are
 * ignored; a file that it can't read is left as it is.
 */
public final class RequestFile {
    /**
     * A stored request, without the name under which it is shown, which depends on the other peers.
     *
     * @param told the change of the store that follows once this is on disk; null in files of older
     *     versions
     */
    public record Entry(
            Message message,
            PeerName claimed,
            Instant receivedAt,
            MessageStore.Change.@Nullable Advance told) {
        PeerId from() {
            return message.from();
        }
    }

    public static final String FILE_NAME = "requests.json";

    private static final int VERSION = 1;

    private final Path file;
    private final JsonFile format;
    private final PeerId self;

    /**
     * @param self the id of this node, to which the requests are addressed
     */
    public RequestFile(Path directory, PeerId self) {
        this.file = directory.resolve(FILE_NAME);
        this.format =
                new JsonFile(
                        file,
                        "requests file",
                        "requests",
                        VERSION,
                        8,
                        "repair it, or move it away to begin anew");
        this.self = self;
    }

    /** Reads the requests, the oldest first; none if there is no file. */
    public List<Entry> read() throws IOException {
        return format.read(List.of(), this::parse);
    }

    /**
     * Writes the requests, whole or not at all.
     *
     * @throws CharacterCodingException if one is not UTF-8
     */
    void write(Collection<Entry> entries) throws IOException {
        ObjectNode root = JsonMapper.shared().createObjectNode();
        root.put("version", VERSION);
        ArrayNode list = root.putArray("requests");
        for (Entry entry : entries) {
            ObjectNode node = list.addObject();
            node.put("from", entry.from().text());
            node.put("name", entry.claimed().text());
            node.put("messageId", entry.message().id());
            node.put("sentAt", entry.message().sentAt().toEpochMilli());
            node.put("receivedAt", entry.receivedAt().toEpochMilli());
            node.put("text", entry.message().content().decodeUtf8());
            if (entry.told() != null) {
                node.put("stream", entry.told().stream().bytes().toByteArray());
                node.put("previousSeq", entry.told().previous());
                node.put("seq", entry.told().seq());
            }
        }
        PrivateFiles.write(
                file, JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsBytes(root));
    }

    private List<Entry> parse(JsonNode requests) {
        List<Entry> entries = new ArrayList<>();
        for (JsonNode node : requests.values()) {
            try {
                entries.add(entry(node));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(
                        "request " + (entries.size() + 1) + ": " + e.getMessage(), e);
            }
        }
        return List.copyOf(entries);
    }

    private Entry entry(JsonNode node) {
        Message message =
                new Message(
                        node.path("messageId").stringValue(""),
                        new PeerId(node.path("from").stringValue("")),
                        self,
                        Message.TEXT,
                        Bytes.utf8(node.path("text").stringValue("")),
                        Instant.ofEpochMilli(node.path("sentAt").longValue(0)));
        return new Entry(
                message,
                new PeerName(node.path("name").stringValue("")),
                Instant.ofEpochMilli(node.path("receivedAt").longValue(0)),
                node.has("stream") ? told(message, node) : null);
    }

    private static MessageStore.Change.Advance told(Message message, JsonNode node) {
        return new MessageStore.Change.Advance(
                message.from(),
                StreamId.of(Bytes.wrap(node.path("stream").binaryValue())),
                node.path("previousSeq").longValue(0),
                node.path("seq").longValue(0),
                message.id());
    }
}
