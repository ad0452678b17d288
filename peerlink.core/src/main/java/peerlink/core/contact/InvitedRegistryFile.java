package peerlink.core.contact;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
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
 * mode 0600. Each is kept with its key, as the invite had it.
 */
public final class InvitedRegistryFile {
    /** The most registries that a profile keeps: each costs a link as long as a node runs. */
    public static final int MAX = 8;

    private static final String FILE_NAME = "invited.json";
    private static final int VERSION = 1;

    private final Path file;
    private final JsonFile format;
    private final Path lock;

    /**
     * @param directory the profile's folder
     */
    public InvitedRegistryFile(Path directory) {
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

    /** Returns the file's place in a profile's folder. */
    public static Path in(Path directory) {
        return directory.resolve(FILE_NAME);
    }

    /**
     * Returns the registries, the oldest first; none if there is no file.
     *
     * @throws IOException if the file can't be read
     */
    public List<Address> read() throws IOException {
        return format.read(List.of(), InvitedRegistryFile::parse);
    }

    /**
     * Reads the registries from the text of such a file.
     *
     * @param place the place from which the text is, for messages
     * @throws IOException if the text can't be understood
     */
    public static List<Address> parse(Path place, String text) throws IOException {
        return new InvitedRegistryFile(place)
                .format.parse(text.getBytes(StandardCharsets.UTF_8), InvitedRegistryFile::parse);
    }

    /** Returns the text of a file with these registries. */
    public static String print(List<Address> registries) {
        return new String(encode(registries), StandardCharsets.UTF_8);
    }

    /**
     * Adds the registries of a backup, as far as there is room. One at a place that is known stays
     * as it is: the older key counts.
     */
    public void restore(List<Address> registries) throws IOException {
        if (registries.isEmpty()) {
            return;
        }
        PrivateFiles.locked(
                lock,
                () -> {
                    List<Address> all = new ArrayList<>(read());
                    for (Address registry : registries) {
                        boolean isNew =
                                all.stream()
                                        .noneMatch(
                                                other ->
                                                        other.hostAndPort()
                                                                .equals(registry.hostAndPort()));
                        if (isNew && all.size() < MAX) {
                            all.add(registry);
                        }
                    }
                    PrivateFiles.write(file, encode(all));
                    return all;
                });
    }

    /**
     * Adds registries to those that are kept, and returns those that were not.
     *
     * @throws IOException if there are too many, or they can't be written; then the file stays as
     *     it was
     */
    public List<Address> add(List<Address> registries) throws IOException {
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

    private static byte[] encode(Collection<Address> all) {
        ObjectNode root = JsonMapper.shared().createObjectNode();
        root.put("version", VERSION);
        ArrayNode list = root.putArray("registries");
        all.forEach(registry -> list.add(registry.toString()));
        return JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsBytes(root);
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
