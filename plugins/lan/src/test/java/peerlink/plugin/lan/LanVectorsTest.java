package peerlink.plugin.lan;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import peerlink.api.Bytes;
import peerlink.api.PeerId;
import peerlink.api.ProtocolViolationException;
import peerlink.api.contract.Refusal;
import peerlink.api.contract.Vectors;

/** The local network's datagrams are read as {@code docs/test-vectors.md} says. */
final class LanVectorsTest {
    private static final PeerId ALICE =
            PeerId.ofKey(
                    HexFormat.of()
                            .parseHex(
                                    "302a300506032b657003210003a107bff3ce10be1d70dd18e74bc09967e4d6309ba50d5f1ddc8664125531b8"));

    static List<Vectors.Row> datagrams() throws IOException {
        return Vectors.of("lan/1");
    }

    @ParameterizedTest
    @MethodSource("datagrams")
    void datagram(Vectors.Row row) {
        assertEquals(row.outcome(), outcome(row.bytes()), row.input());
    }

    private static String outcome(Bytes datagram) {
        try {
            return switch (LanDatagram.decode(datagram)) {
                case LanDatagram.Query _ -> "query";
                case LanDatagram.Sealed sealed -> opened(new LanSeal(ALICE).open(sealed));
                case LanDatagram.Signed signed -> statement(signed);
            };
        } catch (ProtocolViolationException e) {
            Refusal.requireClean(e);
            return "dropped";
        }
    }

    private static String opened(Optional<Bytes> inside) {
        String outcome = inside.map(LanVectorsTest::outcome).orElse("dropped");
        return outcome.equals("dropped") ? outcome : "sealed, " + outcome;
    }

    private static String statement(LanDatagram.Signed signed) throws ProtocolViolationException {
        if (!signed.isVerified()) {
            return "dropped";
        }
        if (signed.kind() == LanDatagram.Kind.GONE) {
            return "gone";
        }
        LanRecord.decode(signed.body());
        return "present";
    }
}
