package peerlink.core.signal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Instant;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import peerlink.api.Address;
import peerlink.api.Bytes;
import peerlink.api.Directory;
import peerlink.api.Identity;
import peerlink.api.ProtocolViolationException;
import peerlink.api.contract.Refusal;
import peerlink.testkit.contract.TestIdentities;

/** Bytes that a directory hands on are a signal, or a violation that says why. */
class SignalDecoderTest {
    private static final Identity ALICE = TestIdentities.ed25519("alice");
    private static final Identity BOB = TestIdentities.ed25519("bob");

    private static void read(Bytes data) {
        try {
            SealedSignal.read(data).requireSigned();
        } catch (ProtocolViolationException e) {
            Refusal.requireClean(e);
        }
    }

    private static Bytes good() {
        return SealedSignal.of(
                new Signal(
                        Bytes.wrap(ALICE.certificate().getPublicKey().getEncoded()),
                        BOB.id(),
                        Instant.ofEpochMilli(1_700_000_000_000L),
                        Bytes.wrap(new byte[Signal.NUMBER]),
                        Signal.Step.GO,
                        List.of(Address.parse("tls://198.51.100.11:7001"))),
                ALICE);
    }

    @Property(tries = 500)
    void anyBytes(@ForAll @Size(max = 200) byte[] data) {
        read(Bytes.wrap(data));
    }

    @Property(tries = 500)
    void aGoodSignalWithSomeBytesChanged(
            @ForAll @Size(min = 1, max = 4) List<Integer> places, @ForAll byte with) {
        byte[] data = good().toByteArray();
        places.forEach(place -> data[Math.floorMod(place, data.length)] = with);
        read(Bytes.wrap(data));
    }

    @Test
    void aSignalThatEndsEarlyIsMalformed() {
        Bytes good = good();
        for (int length = 0; length < good.size(); length++) {
            Bytes cut = Bytes.wrap(java.util.Arrays.copyOf(good.toByteArray(), length));
            assertThrows(
                    ProtocolViolationException.class, () -> SealedSignal.read(cut).requireSigned());
        }
    }

    @Test
    void nothingIsReadOfOneThatIsTooLong() {
        Bytes data = Bytes.wrap(new byte[Directory.MAX_SIGNAL + 1]);
        ProtocolViolationException e =
                assertThrows(ProtocolViolationException.class, () -> SealedSignal.read(data));
        assertEquals("a signal of 1025 bytes", e.getMessage());
    }
}
