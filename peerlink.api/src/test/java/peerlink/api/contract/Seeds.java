package peerlink.api.contract;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Writes valid inputs as files, the form that a fuzzer wants. */
public final class Seeds {
    private Seeds() {}

    /** Writes each input into a file of its own; makes the folder if need be. */
    public static void write(Path folder, List<byte[]> inputs) throws IOException {
        Files.createDirectories(folder);
        for (int i = 0; i < inputs.size(); i++) {
            Files.write(folder.resolve("seed-" + i), inputs.get(i));
        }
    }
}
