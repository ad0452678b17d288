package peerlink.core.identity;

import java.io.IOException;
import java.nio.file.Path;

/** Loads or makes an identity in a process of its own, and prints its id. */
final class ShowIdentity {
    private ShowIdentity() {}

    public static void main(String[] arguments) throws IOException {
        System.out.println(IdentityStore.loadOrCreate(Path.of(arguments[0])).id());
    }
}
