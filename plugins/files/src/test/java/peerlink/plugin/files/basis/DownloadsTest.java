package peerlink.plugin.files.basis;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Finds the folder for downloads as desktops tell it. */
final class DownloadsTest {
    @TempDir Path home;

    @Test
    void theDesktopsFolderIsTakenAndTheUsualOneWhereItTellsNone() throws Exception {
        Path usual = home.resolve("Downloads");
        assertEquals(usual, Downloads.of(home, home.resolve(".config")));
        Map<String, Path> told =
                Map.of(
                        "XDG_DOWNLOAD_DIR=\"$HOME/Téléchargements\"",
                        home.resolve("Téléchargements"),
                        "XDG_DOWNLOAD_DIR=\"/srv/down loads\"",
                        Path.of("/srv/down loads"),
                        "XDG_DOWNLOAD_DIR=\"$HOME/\"",
                        usual,
                        "#XDG_DOWNLOAD_DIR=\"$HOME/no\"",
                        usual,
                        "XDG_DOWNLOAD_DIR=\"relative\"",
                        usual,
                        "XDG_DOWNLOAD_DIR=\"$HOME/a\\$b\"",
                        home.resolve("a$b"),
                        "XDG_DOWNLOAD_DIR=\"$HOME/a\\\\b\\\"c\"",
                        home.resolve("a\\b\"c"),
                        "XDG_DOWNLOAD_DIR=\"$HOME/a\\b\"",
                        home.resolve("a\\b"),
                        "XDG_DOWNLOAD_DIR=\"$HOME/first\"\nXDG_DOWNLOAD_DIR=\"$HOME/last\"",
                        home.resolve("last"));
        for (Map.Entry<String, Path> row : told.entrySet()) {
            Files.writeString(
                    home.resolve("user-dirs.dirs"),
                    "# written by a desktop\nXDG_DESKTOP_DIR=\"$HOME/x\"\n" + row.getKey() + "\n");
            assertEquals(row.getValue(), Downloads.of(home, home), row.getKey());
        }
    }

    @Test
    void aFileThatIsNoTextTellsNone() throws Exception {
        Files.write(home.resolve("user-dirs.dirs"), new byte[] {(byte) 0xff, (byte) 0xfe, 0});
        assertEquals(home.resolve("Downloads"), Downloads.of(home, home));
    }
}
