package peerlink.core.identity;

import java.io.IOException;
import java.nio.file.Path;

/** A process that loads or makes an identity and prints its id. */
final class ShowIdentity {
    private ShowIdentity() {}

    public static void main(String[] arguments) throws IOException {
        System.out.println(IdentityStore.loadOrCreate(Path.of(arguments[0])).id());
    }
}
