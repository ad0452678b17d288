package peerlink.core;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import peerlink.api.Address;
import peerlink.core.contact.InvitedRegistryFile;

/**
 * Tells the registries of the invites that a profile has used, each with its key. A {@link Node}
 * adds them; an embedder reads them, and hands them to the next node as directories.
 */
public final class InvitedRegistries {
    /** The most registries that a profile keeps: each costs a link as long as a node runs. */
    public static final int MAX = InvitedRegistryFile.MAX;

    private InvitedRegistries() {}

    /** Returns the file in a profile's folder. */
    public static Path in(Path directory) {
        return InvitedRegistryFile.in(directory);
    }

    /**
     * Returns the registries of a profile, the oldest first; none if it has used no such invite.
     *
     * @param directory the profile's folder
     * @throws IOException if the file can't be read
     */
    public static List<Address> of(Path directory) throws IOException {
        return new InvitedRegistryFile(directory).read();
    }
}
