package peerlink.cli.program;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NearestNameTest {
    private static final List<String> NAMES =
            List.of("chat", "peers", "plugins", "help", "history", "quit");

    @Test
    void aSlipOfTheFingerIsUnderstood() {
        assertEquals(Optional.of("peers"), NearestName.of("pears", NAMES));
        assertEquals(Optional.of("quit"), NearestName.of("qiut", NAMES));
        assertEquals(Optional.of("chat"), NearestName.of("CHAT", NAMES));
    }

    @Test
    void aBeginningIsCompleted() {
        assertEquals(Optional.of("history"), NearestName.of("hist", NAMES));
    }

    @Test
    void somethingElseIsNotGuessed() {
        assertEquals(Optional.empty(), NearestName.of("frobnicate", NAMES));
        assertEquals(Optional.empty(), NearestName.of("", NAMES));
        assertEquals(Optional.empty(), NearestName.of("x".repeat(10_000), NAMES));
    }
}
