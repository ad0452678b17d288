package peerlink.core.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import peerlink.api.Bytes;
import peerlink.api.PeerName;
import peerlink.api.Protocol;
import peerlink.api.ProtocolViolationException;

class HelloTest {
    @Property
    void roundTrips(@ForAll("hellos") Hello hello) throws Exception {
        assertEquals(hello, Hello.decode(hello.encode()));
    }

    @Example
    void refusesAHelloThatIsTooLong() {
        Bytes frame =
                FrameCbor.write(
                        5000,
                        1,
                        out -> {
                            out.writeArrayPropertyStart("padding");
                            for (int i = 0; i < Hello.MAX_SIZE; i++) {
                                out.writeNumber(1);
                            }
                            out.writeEndArray();
                        });
        var e = assertThrows(ProtocolViolationException.class, () -> Hello.decode(frame));
        assertTrue(e.getMessage().contains("at most 4096"), e.getMessage());
    }

    @Example
    void refusesDeepNesting() {
        byte[] frame = new byte[200];
        frame[0] = (byte) 0xa1;
        frame[1] = 0x61;
        frame[2] = 'x';
        Arrays.fill(frame, 3, frame.length, (byte) 0x81);
        assertThrows(ProtocolViolationException.class, () -> Hello.decode(Bytes.wrap(frame)));
    }

    @Example
    void ignoresUnknownFields() throws Exception {
        Bytes frame =
                FrameCbor.write(
                        128,
                        5,
                        out -> {
                            out.writeStringProperty("type", "hello-ok");
                            out.writeArrayPropertyStart("later");
                            out.writeStartObject();
                            out.writeStringProperty("name", "eve");
                            out.writeEndObject();
                            out.writeEndArray();
                            out.writeStringProperty("name", "bob");
                            out.writeStringProperty("agent", "x");
                            out.writeNumberProperty("more", 1);
                        });
        assertEquals(new Hello.Acceptance(new PeerName("bob"), "x"), Hello.decode(frame));
    }

    @Provide
    Arbitrary<Hello> hellos() {
        Arbitrary<Protocol> protocols =
                Combinators.combine(
                                Arbitraries.of("peerlink", "registry", "files", "x-1"),
                                Arbitraries.integers().between(1, 999))
                        .as(Protocol::new);
        Arbitrary<PeerName> names = Arbitraries.of("alice", "Bob.2", "a_b-c").map(PeerName::new);
        Arbitrary<String> texts = Arbitraries.strings().alpha().numeric().ofMaxLength(64);
        return Arbitraries.oneOf(
                Combinators.combine(protocols, names, Arbitraries.of(true, false), texts)
                        .as(Hello.Greeting::new),
                Combinators.combine(names, texts).as(Hello.Acceptance::new),
                Combinators.combine(texts, texts, protocols.list().ofMaxSize(32))
                        .as((code, message, list) -> new Hello.Refusal(code, message, list)));
    }
}
