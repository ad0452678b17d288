package peerlink.core;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import peerlink.api.Address;
import peerlink.api.Printable;
import peerlink.core.model.Invite;
import peerlink.core.profile.JsonFile;
import peerlink.core.profile.PrivateFiles;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Keeps the registries of the invites that a profile has used: {@code invited.json} in its folder,
 * mode 0600. Each is kept with its key, as the invite had it. A {@link Node} adds them; an embedder
 * reads them, and hands them to the next node as directories.
 */
public final class InvitedRegistries {
    /** The most registries that a profile keeps: each costs a link as long as a node runs. */
    public static final int MAX = 8;

    private static final String FILE_NAME = "invited.json";
    private static final int VERSION = 1;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Path file;
    private final JsonFile format;
    private final Path lock;

    InvitedRegistries(Path directory) {
        this.file = directory.resolve(FILE_NAME);
        this.format =
                new JsonFile(
                        file,
                        "file",
                        "registries",
                        VERSION,
                        1,
                        "repair it, or move it away and use the invites anew");
        this.lock = directory.resolve("invited.lock");
    }

    /** Returns the file in a profile's folder. */
    public static Path in(Path directory) {
        return directory.resolve(FILE_NAME);
    }

    /**
     * Returns the registries of a profile, the oldest first; none if it has used no such invite.
     *
     * @param directory the profile's folder
     * @throws IOException if the file can't be read
     */
    public static List<Address> of(Path directory) throws IOException {
        return new InvitedRegistries(directory).read();
    }

    private List<Address> read() throws IOException {
        return format.read(List.of(), InvitedRegistries::parse);
    }

    /**
     * Adds registries to those that are kept, and returns those that were not.
     *
     * @throws IOException if there are too many, or they can't be written; then the file stays as
     *     it was
     */
    List<Address> add(List<Address> registries) throws IOException {
        return PrivateFiles.locked(
                lock,
                () -> {
                    List<Address> before = read();
                    Set<Address> all = new LinkedHashSet<>(before);
                    all.addAll(registries);
                    if (all.size() > MAX) {
                        throw new IOException(
                                "%d registries of invites are in use already; take one out of %s"
                                        .formatted(before.size(), file));
                    }
                    if (all.size() > before.size()) {
                        PrivateFiles.write(file, encode(all));
                    }
                    return registries.stream().filter(one -> !before.contains(one)).toList();
                });
    }

    private static byte[] encode(Set<Address> all) {
        ObjectNode root = JSON.createObjectNode();
        root.put("version", VERSION);
        ArrayNode list = root.putArray("registries");
        all.forEach(registry -> list.add(registry.toString()));
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(root);
    }

    private static List<Address> parse(JsonNode registries) {
        List<Address> all = new ArrayList<>();
        for (JsonNode node : registries.values()) {
            Address address = Address.parse(node.stringValue(""));
            if (!Invite.isRegistry(address)) {
                throw new IllegalArgumentException(
                        "not a registry with its key: '%s'"
                                .formatted(Printable.excerpt(address.toString())));
            }
            if (all.size() == MAX) {
                throw new IllegalArgumentException("it has more than " + MAX + " registries");
            }
            all.add(address);
        }
        return List.copyOf(all);
    }
}
