package peerlink.core.peer;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.UnaryOperator;
import peerlink.api.Address;
import peerlink.api.Peer;
import peerlink.api.PeerId;
import peerlink.api.PeerName;
import peerlink.core.model.LastKnown;
import peerlink.core.profile.JsonFile;
import peerlink.core.profile.PrivateFiles;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads and writes the last known records of peers on disk: {@code last-known.json} in the
 * profile's folder, mode 0600, which several processes may write. Fields that this version doesn't
 * know are ignored. The file is no more than a help, so a damaged one is replaced; one of a newer
 * version is left as it is.
 */
final class LastKnownFile {
    /** The number of peers that are kept. */
    static final int MAX = 1000;

    /** The time for which a peer is kept: as long as registries hold a name for its key. */
    static final Duration KEEP = Duration.ofDays(30);

    static final String FILE_NAME = "last-known.json";

    private static final int VERSION = 1;

    private final Path file;
    private final JsonFile format;
    private final Path lock;

    LastKnownFile(Path directory) {
        this.file = directory.resolve(FILE_NAME);
        this.format = new JsonFile(file, "file", "peers", VERSION, 4, "what it held is lost");
        this.lock = directory.resolve("last-known.lock");
    }

    /**
     * Reads the peers; none if there is no file.
     *
     * @throws JsonFile.DamagedException if it can't be understood; then {@link #update} begins anew
     * @throws IOException if it can't be read, or is of a newer version; then it must not be
     *     written either
     */
    List<LastKnown> read() throws IOException {
        return format.read(List.of(), LastKnownFile::parse);
    }

    /**
     * Replaces the peers in the file by a function of them, whole or not at all, while no other
     * process writes.
     */
    void update(UnaryOperator<List<LastKnown>> change) throws IOException {
        PrivateFiles.locked(
                lock,
                () -> {
                    List<LastKnown> before;
                    try {
                        before = read();
                    } catch (JsonFile.DamagedException e) {
                        before = List.of();
                    }
                    PrivateFiles.write(file, encode(change.apply(before)));
                    return file;
                });
    }

    private static byte[] encode(Collection<LastKnown> all) {
        ObjectNode root = JsonMapper.shared().createObjectNode();
        root.put("version", VERSION);
        ArrayNode list = root.putArray("peers");
        for (LastKnown known : all) {
            ObjectNode node = list.addObject();
            node.put("id", known.peer().id().text());
            node.put("name", known.peer().name().text());
            node.put("at", known.at().toEpochMilli());
            ArrayNode addresses = node.putArray("addresses");
            known.peer().addresses().forEach(address -> addresses.add(address.toString()));
        }
        return JsonMapper.shared().writeValueAsBytes(root);
    }

    private static List<LastKnown> parse(JsonNode peers) {
        List<LastKnown> all = new ArrayList<>();
        for (JsonNode node : peers.values()) {
            if (all.size() == MAX) {
                throw new IllegalArgumentException(
                        "it has more than %d peers".formatted(all.size()));
            }
            all.add(entry(node));
        }
        return List.copyOf(all);
    }

    private static LastKnown entry(JsonNode node) {
        List<Address> addresses = new ArrayList<>();
        for (JsonNode address : node.path("addresses").values()) {
            addresses.add(Address.parse(address.stringValue("")));
        }
        return new LastKnown(
                new Peer(
                        new PeerId(node.path("id").stringValue("")),
                        new PeerName(node.path("name").stringValue("")),
                        addresses),
                Instant.ofEpochMilli(node.path("at").longValue(0)));
    }
}
