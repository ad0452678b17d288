package peerlink.core.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import peerlink.api.PeerId;

class SafetyCodeTest {
    private static final Path PROTOCOL = Path.of("../docs/protocol.md");
    private static final String ED25519 = "302a300506032b6570032100";
    private static final Pattern KEY =
            Pattern.compile("\\| `([0-9a-f]{64})` \\| `([a-z2-7]{52})` \\| `(\\d{30})` \\|");
    private static final Pattern CODE =
            Pattern.compile("\\| (\\d), (\\d) \\| `((\\d{5} ){11}\\d{5})` \\|");

    private static final SafetyCode SOME =
            new SafetyCode("123450000011111222223333344444555556666677777888889999900000");

    @Test
    void theCodesAreThoseThatTheProtocolDocumentShows() throws IOException {
        String protocol = Files.readString(PROTOCOL);
        List<PeerId> ids = new ArrayList<>();
        List<String> halves = new ArrayList<>();
        for (Matcher key = KEY.matcher(protocol); key.find(); ) {
            PeerId id = PeerId.ofKey(HexFormat.of().parseHex(ED25519 + key.group(1)));
            assertEquals(key.group(2), id.text());
            ids.add(id);
            halves.add(key.group(3));
        }
        int codes = 0;
        for (Matcher code = CODE.matcher(protocol); code.find(); codes++) {
            int one = Integer.parseInt(code.group(1)) - 1;
            int other = Integer.parseInt(code.group(2)) - 1;
            SafetyCode made = SafetyCode.of(ids.get(one), ids.get(other));
            assertEquals(code.group(3), made.toString());
            assertTrue(made.digits().contains(halves.get(one)));
            assertTrue(made.digits().contains(halves.get(other)));
        }
        assertEquals(3, codes);
    }

    @Property(tries = 20)
    void bothSidesSeeTheSameAndNoOtherPairDoes(
            @ForAll("ids") PeerId one, @ForAll("ids") PeerId two, @ForAll("ids") PeerId three) {
        Assume.that(!one.equals(two) && !one.equals(three) && !two.equals(three));
        SafetyCode code = SafetyCode.of(one, two);
        assertEquals(code, SafetyCode.of(two, one));
        assertNotEquals(code, SafetyCode.of(one, three));
        assertNotEquals(code, SafetyCode.of(three, two));
        assertEquals(code, SafetyCode.parse(code.toString()));
    }

    @Provide
    Arbitrary<PeerId> ids() {
        return Arbitraries.bytes().array(byte[].class).ofSize(8).map(PeerId::ofKey);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "123450000011111222223333344444555556666677777888889999900000",
                "12345 00000 11111 22222 33333 44444 55555 66666 77777 88888 99999 00000",
                "12345-00000-11111\n22222-33333-44444\r\n55555 66666 77777\n\t88888 99999 00000\n",
                "  1 2 3 4 5\u00a00000011111222223333344444\u201355555 66666 77777 88888 99999 00000"
            })
    void isReadHoweverItsDigitsAreGrouped(String text) {
        assertEquals(SOME, SafetyCode.parse(text));
    }

    @Test
    void tooFewOrTooManyDigitsAreNamed() {
        assertRefused(SOME.digits().substring(1), "not a safety code: 59 digits instead of 60");
        assertRefused(SOME + " 1", "not a safety code: 61 digits instead of 60");
        assertRefused("", "not a safety code: 0 digits instead of 60");
        assertRefused("1".repeat(100_000), "not a safety code: 100000 characters (60 digits)");
    }

    @Test
    void aCharacterThatIsNoDigitIsRefusedAndShownHarmless() {
        assertRefused("12345 x", "not a safety code: '12345 x' (60 digits)");
        assertRefused("\u001b[31m", "not a safety code: '\ufffd[31m' (60 digits)");
        // digits of other scripts are none
        assertRefused(SOME.digits().replace('1', '\u0661').substring(0, 10), "(60 digits)");
        assertThrows(
                IllegalArgumentException.class,
                () -> new SafetyCode(SOME.digits().replace('1', '\u0661')));
    }

    private static void assertRefused(String text, String message) {
        var e = assertThrows(IllegalArgumentException.class, () -> SafetyCode.parse(text));
        assertTrue(e.getMessage().contains(message), e.getMessage());
    }

    @Test
    void isShownInGroupsAndInRowsOfThem() {
        assertEquals(
                "12345 00000 11111 22222 33333 44444 55555 66666 77777 88888 99999 00000",
                SOME.toString());
        assertEquals(
                List.of(
                        "12345 00000 11111",
                        "22222 33333 44444",
                        "55555 66666 77777",
                        "88888 99999 00000"),
                SOME.rows(3));
    }

    @Test
    void theDigitsAreTheSameInEveryLanguage() {
        Locale before = Locale.getDefault();
        PeerId one = PeerId.ofKey(new byte[] {1});
        PeerId two = PeerId.ofKey(new byte[] {2});
        SafetyCode code = SafetyCode.of(one, two);
        try {
            Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
            assertEquals(code, SafetyCode.of(one, two));
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void onePeerAloneHasNoCode() {
        PeerId id = PeerId.ofKey(new byte[] {1});
        assertThrows(IllegalArgumentException.class, () -> SafetyCode.of(id, id));
    }
}
