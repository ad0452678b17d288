package peerlink.cli.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import peerlink.api.PeerUnavailableException;

class OutboxRowTest {
    private static OutboxRow row(int number, String name, String peer) {
        return new OutboxRow(
                number,
                "m" + number,
                name,
                peer,
                Instant.EPOCH,
                Duration.ZERO,
                false,
                "",
                1,
                "hello");
    }

    private static final List<OutboxRow> ROWS =
            List.of(
                    row(1, "bob", "b"),
                    row(2, "Bob", "c"),
                    row(3, "dave", "d"),
                    row(4, "bob", "b"));

    @ParameterizedTest
    @CsvSource({"bob,1 4", "Bob,2", "DAVE,3", "d,3", "m2,2", "nobody,''"})
    void thoseAreMeantOfTheIdTheNameOrTheNameInAnotherCase(String which, String numbers)
            throws Exception {
        assertEquals(
                numbers,
                OutboxRow.meant(ROWS, which).stream()
                        .map(row -> String.valueOf(row.number()))
                        .collect(Collectors.joining(" ")));
    }

    @Test
    void noMessageIsGivenUpWhereTwoPeersMayBeMeant() {
        assertThrows(PeerUnavailableException.class, () -> OutboxRow.meant(ROWS, "BOB"));
    }
}
