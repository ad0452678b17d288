package peerlink.api.cbor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.HexFormat;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import peerlink.api.Bytes;
import peerlink.api.ProtocolViolationException;
import peerlink.api.contract.HostileInput;
import peerlink.api.contract.Refusal;
import peerlink.api.contract.Vectors;

class CborFormTest {
    static List<Vectors.Row> rows() throws IOException {
        return Vectors.of("Frames in CBOR");
    }

    @ParameterizedTest
    @MethodSource("rows")
    void thePageTellsWhichBytesAreAMap(Vectors.Row row) {
        String outcome;
        try {
            CborForm.require(row.bytes());
            outcome = "a map";
        } catch (ProtocolViolationException e) {
            Refusal.requireClean(e);
            outcome = "malformed";
        }
        assertEquals(row.outcome(), outcome, row.input());
    }

    @ParameterizedTest
    @CsvSource({
        "a161, not well-formed CBOR: it ends too early",
        "a161617905, not well-formed CBOR: it ends too early",
        "a16161818181818181818100, nested more than 8 levels deep",
        "a10100, a key of a map is not text",
        "a161ff00, a text is not UTF-8",
        "a2616101616102, the key 'a' stands twice in one map",
        "80, not a CBOR map",
        "a000, 1 bytes behind the CBOR map",
        "a16161c24105, the tag 2 of CBOR is not used here",
        "a16161da8000000000, the tag 2147483648 of CBOR is not used here",
        "a16161dbffffffffffffffff00, the tag 18446744073709551615 of CBOR is not used here",
    })
    void theReasonNamesTheRuleThatIsBroken(String hex, String reason) {
        Bytes frame = Bytes.wrap(HexFormat.of().parseHex(hex));
        assertEquals(
                reason,
                assertThrows(ProtocolViolationException.class, () -> CborForm.require(frame))
                        .getMessage());
    }

    @Property(tries = 4_000)
    void anyBytesAreAMapOrAViolation(@ForAll("frames") byte[] frame) {
        try {
            CborForm.require(Bytes.copyOf(frame));
        } catch (ProtocolViolationException e) {
            Refusal.requireClean(e);
        }
    }

    @Provide
    Arbitrary<byte[]> frames() {
        return HostileInput.bytes(
                List.of(
                        HexFormat.of().parseHex("a26474797065636f6b6f61618201bf616241ffff"),
                        HexFormat.of().parseHex("bf7f61616162ff5f4101ff617880ff")));
    }
}
