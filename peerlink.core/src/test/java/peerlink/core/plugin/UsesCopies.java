package peerlink.core.plugin;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Holds a copy of a plugin, in a process of its own, until its input ends. */
final class UsesCopies {
    private UsesCopies() {}

    public static void main(String[] arguments) throws IOException {
        try (PluginCopies copies = PluginCopies.in(Path.of(arguments[0]))) {
            Files.writeString(copies.next().resolve("a.jar"), "");
            System.out.println("open");
            System.in.transferTo(System.out);
        }
    }
}
