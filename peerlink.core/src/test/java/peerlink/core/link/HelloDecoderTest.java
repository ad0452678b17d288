package peerlink.core.link;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import peerlink.api.ProtocolViolationException;
import peerlink.api.contract.HostileInput;
import peerlink.api.contract.Refusal;
import peerlink.api.contract.Vectors;

/**
 * Checks that every input is taken, or refused by the one exception that the decoder declares;
 * anything else fails the test. The rows of {@code docs/test-vectors.md} have the page's outcome.
 */
class HelloDecoderTest {
    @Property(tries = 4_000)
    void anyHelloIsTakenOrRefused(@ForAll("hellos") byte[] frame) {
        HelloFuzz.fuzzerTestOneInput(frame);
    }

    @Provide
    Arbitrary<byte[]> hellos() {
        return HostileInput.bytes(HelloFuzz.seeds());
    }

    static List<Vectors.Row> frames() throws IOException {
        return Vectors.of("Frames in CBOR");
    }

    @ParameterizedTest
    @MethodSource("frames")
    void frame(Vectors.Row row) {
        String outcome;
        try {
            FrameCbor.read(row.bytes(), (_, _) -> {});
            outcome = "a map";
        } catch (ProtocolViolationException e) {
            Refusal.requireClean(e);
            outcome = "malformed";
        }
        assertEquals(row.outcome(), outcome, row.input());
    }

    static List<Vectors.Row> helloRows() throws IOException {
        return Vectors.of("Hello");
    }

    @ParameterizedTest
    @MethodSource("helloRows")
    void hello(Vectors.Row row) {
        String outcome;
        try {
            outcome =
                    switch (Hello.decode(row.bytes())) {
                        case Hello.Greeting _ -> "hello";
                        case Hello.Acceptance _ -> "hello-ok";
                        case Hello.Refusal _ -> "refusal";
                    };
        } catch (ProtocolViolationException e) {
            Refusal.requireClean(e);
            outcome = "malformed";
        }
        assertEquals(row.outcome(), outcome, row.input());
    }
}
