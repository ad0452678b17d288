package peerlink.cli.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AmountsTest {
    @ParameterizedTest
    @CsvSource({
        "PT-5S, 0 s",
        "PT0.9S, 0 s",
        "PT59S, 59 s",
        "PT3M12S, 3 min 12 s",
        "PT2H5M59S, 2 h 5 min",
        "P3DT4H59M, 3 d 4 h"
    })
    void aTimeIsShownInItsTwoLargestUnits(Duration time, String shown) {
        assertEquals(shown, Amounts.time(time));
    }
}
