package peerlink.cli.attach;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import peerlink.api.Registration;

/** Sends signals to the parts of a chat. */
class EndSignalsTest {
    private final List<String> told = new ArrayList<>();
    private final EndSignals signals = new EndSignals(() -> told.add("nobody"));

    @Test
    void aSecondSignalDoesNotBreakOffTheEnd() {
        try (Registration part = signals.to(() -> told.add("first"))) {
            signals.came();
            signals.came();
            assertEquals(List.of("first"), told, part::toString);
        }
    }

    @Test
    void aSignalBetweenTwoPartsEndsTheProcess() {
        signals.to(() -> told.add("first")).close();
        signals.came();
        assertEquals(List.of("nobody"), told);
    }

    @Test
    void aPartThatBeginsAfterASignalEndsAtOnce() {
        signals.to(() -> told.add("first"));
        signals.came();
        signals.to(() -> told.add("second"));
        assertEquals(List.of("first", "second"), told);
    }
}
