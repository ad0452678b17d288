package peerlink.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MessageTest {
    private static final PeerId ALICE = PeerId.ofKey(new byte[] {1});
    private static final String LONG = "x".repeat(127);

    /** RFC 6838, section 4.2. */
    @Test
    void aMediaTypeHasTwoNamesOfAtMost127CharactersEach() {
        assertEquals(LONG + "/" + LONG, of(LONG + "/" + LONG).type());
        for (String type : new String[] {LONG + "x/y", "x/" + LONG + "y"}) {
            assertThrows(IllegalArgumentException.class, () -> of(type));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a/b", "0/1", "application/vnd.a_b-c+d.e!f#g$h&i^j"})
    void isAMediaType(String type) {
        assertEquals(type, of(type).type());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "text",
                "text/",
                "/plain",
                "text/plain/x",
                "text/plain; charset=utf-8",
                "text /plain",
                ".a/b",
                "a/.b",
                "a/b\u00fc",
                "a/\u0130"
            })
    void isNoMediaType(String type) {
        var refused = assertThrows(IllegalArgumentException.class, () -> of(type));
        assertTrue(refused.getMessage().contains("'" + type + "'"), refused::getMessage);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TEXT/PLAIN", "Text/Plain", "text/plain", "text/PLAIN"})
    void theCaseOfAMediaTypeMeansNothing(String type) {
        Message message = of(type);
        assertTrue(message.isText());
        assertEquals(Message.TEXT, message.type());
        Bytes tooLong = Bytes.wrap(new byte[Message.MAX_TEXT + 1]);
        assertThrows(
                IllegalArgumentException.class,
                () -> new Message("1", ALICE, ALICE, type, tooLong, Instant.EPOCH));
    }

    @ParameterizedTest
    @CsvSource({
        "+292278994-08-17T07:12:55.807Z, false",
        "+10000-01-01T00:00:00Z, false",
        "9999-12-31T23:59:59.999Z, true",
        "2026-01-02T13:05:00Z, true",
        "2000-01-01T00:00:00Z, true",
        "1999-12-31T23:59:59.999Z, false",
        "1970-01-01T00:00:00Z, false",
        "1969-12-31T23:59:59.999Z, false",
        "-0001-01-01T00:00:00Z, false"
    })
    void aTimeThatNobodyCanHaveWrittenAtIsNone(Instant sentAt, boolean isDated) {
        Message message = new Message("1", ALICE, ALICE, "a/b", Bytes.empty(), sentAt);
        assertEquals(isDated, message.isDated());
    }

    private static Message of(String type) {
        return new Message("1", ALICE, ALICE, type, Bytes.empty(), Instant.EPOCH);
    }
}
