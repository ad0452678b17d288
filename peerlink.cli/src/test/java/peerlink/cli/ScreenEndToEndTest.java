package peerlink.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import peerlink.cli.fixture.Screen;

/** Tests the terminal that the other end-to-end tests trust. */
class ScreenEndToEndTest {
    @Test
    void showsWhatIsTypedAndPrinted() throws Exception {
        try (Screen screen = shell("read -r line; echo \"<$line>\"")) {
            screen.enter("a  b; -x 'ü'");
            screen.waitFor("<a  b; -x 'ü'>");
            assertEquals(0, screen.waitForExit());
        }
    }

    @Test
    void keepsWhatAProgramPrintedThatEndsAtOnce() throws Exception {
        try (Screen screen = shell("echo last words; exit 7")) {
            assertEquals(7, screen.waitForExit());
            screen.waitFor("last words");
        }
    }

    @Test
    void passesTheEnvironmentOn() throws Exception {
        Map<String, String> environment = Map.of("PEERLINK_HOME", "a b");
        try (Screen screen =
                Screen.start(
                        80, 24, environment, Path.of("sh"), "-c", "echo \"<$PEERLINK_HOME>\"")) {
            screen.waitFor("<a b>");
        }
    }

    @Test
    void interruptsTheProgram() throws Exception {
        try (Screen screen = shell("trap 'exit 5' INT; echo ready; while :; do sleep 0.05; done")) {
            screen.waitFor("ready");
            screen.press("C-c");
            assertEquals(5, screen.waitForExit());
        }
    }

    @Test
    void terminatesTheProgram() throws Exception {
        try (Screen screen = shell("echo ready; exec sleep 60")) {
            screen.waitFor("ready");
            screen.terminate();
            assertEquals(128 + 15, screen.waitForExit());
        }
    }

    @Test
    void noticesATerminalThatIsLeftWithoutEcho() throws Exception {
        try (Screen careful = shell("stty -echo; stty echo");
                Screen careless = shell("stty -echo")) {
            assertEquals(0, careful.waitForExit());
            assertEquals(0, careless.waitForExit());
            assertTrue(careful.isTerminalRestored());
            assertFalse(careless.isTerminalRestored());
        }
    }

    private static Screen shell(String script) throws Exception {
        return Screen.start(80, 24, Map.of(), Path.of("sh"), "-c", script);
    }
}
