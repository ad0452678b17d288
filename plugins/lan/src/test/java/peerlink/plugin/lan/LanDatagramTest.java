package peerlink.plugin.lan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import peerlink.api.Address;
import peerlink.api.Bytes;
import peerlink.api.Identity;
import peerlink.api.PeerName;
import peerlink.api.ProtocolViolationException;
import peerlink.testkit.contract.TestIdentities;

final class LanDatagramTest {
    private static final Identity ALICE = TestIdentities.p256("alice");
    private static final LanKey KEY = new LanKey(ALICE);

    private static final LanRecord RECORD =
            new LanRecord(
                    Duration.ofSeconds(110),
                    new PeerName("alice"),
                    List.of(
                            Address.parse("tls://192.0.2.7:7001"),
                            Address.parse("tls://[2001:db8::7]:7001")));

    private static byte[] present() {
        return LanDatagram.Signed.encode(
                LanDatagram.Kind.PRESENT, KEY, 5, 6, LanDatagram.UNASKED, RECORD.encode(400));
    }

    @Test
    void aStatementIsReadAsItWasSigned() throws Exception {
        LanDatagram.Signed read = (LanDatagram.Signed) LanDatagram.decode(Bytes.wrap(present()));
        assertEquals(ALICE.id(), read.id());
        assertEquals(5, read.sequence());
        assertEquals(6, read.time());
        assertTrue(read.isVerified());
        assertEquals(RECORD, LanRecord.decode(read.body()));
    }

    @Test
    void asManyAddressesAsFitAreTold() throws Exception {
        List<Address> many =
                IntStream.range(0, 8)
                        .mapToObj(
                                i ->
                                        Address.parse(
                                                "tls://%s.example.org:%d"
                                                        .formatted("h".repeat(200), i + 1)))
                        .toList();
        byte[] body = new LanRecord(Duration.ofSeconds(9), new PeerName("a"), many).encode(1_000);
        assertTrue(body.length <= 1_000);
        assertEquals(many.subList(0, 4), LanRecord.decode(Bytes.wrap(body)).addresses());
    }

    @Test
    void fieldsOfLaterVersionsAreIgnored() throws Exception {
        byte[] body = RECORD.encode(400);
        assertEquals(RECORD, LanRecord.decode(Bytes.wrap(java.util.Arrays.copyOf(body, 450))));
    }

    @Test
    void anotherVersionIsNotRead() {
        byte[] other = present();
        other[7] = 2;
        assertThrows(ProtocolViolationException.class, () -> LanDatagram.decode(Bytes.wrap(other)));
    }

    @Property(tries = 300)
    void anyDatagramIsReadOrRefused(@ForAll long seed) {
        Random random = new Random(seed);
        byte[] bytes = present();
        if (random.nextBoolean()) {
            bytes = new LanSeal(ALICE.id()).seal(bytes, random);
        }
        for (int i = random.nextInt(6); i > 0; i--) {
            bytes[8 + random.nextInt(bytes.length - 8)] = (byte) random.nextInt();
        }
        if (random.nextInt(3) == 0) {
            bytes = java.util.Arrays.copyOf(bytes, random.nextInt(1_300));
        }
        try {
            switch (LanDatagram.decode(Bytes.wrap(bytes))) {
                case LanDatagram.Signed signed -> {
                    signed.isVerified();
                    LanRecord.decode(signed.body());
                }
                case LanDatagram.Sealed sealed -> new LanSeal(ALICE.id()).open(sealed);
                case LanDatagram.Query query -> assertEquals(bytes.length, query.length());
            }
        } catch (ProtocolViolationException e) {
            assertTrue(e.getMessage().lines().count() == 1, e.getMessage());
        }
    }
}
