package peerlink.transport.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import peerlink.api.Address;

final class PendingHandshakesTest {
    private static final Duration UNDISTURBED = Duration.ofSeconds(2);
    private static final int IN_ALL = 12;
    private static final int PER_HOST = 6;

    private long now;
    private final PendingHandshakes pending =
            new PendingHandshakes(
                    new TlsLimits(
                            Duration.ofSeconds(10),
                            Duration.ofSeconds(10),
                            Duration.ofSeconds(1),
                            IN_ALL,
                            PER_HOST,
                            UNDISTURBED),
                    () -> now);

    @Test
    void aNewcomerGetsThePlaceOfTheOldestOfWhoHasTheMost() throws Exception {
        List<FakeWire> most = fill(1, 4);
        fill(2, 3);
        fill(3, 3);
        fill(4, 2);
        assertEquals(IN_ALL, 4 + 3 + 3 + 2);

        assertTrue(pending.enter(new FakeWire(), host(5)));
        assertTrue(most.getFirst().isClosed);
        assertFalse(most.get(1).isClosed);
    }

    @Test
    void theHostWithTheMostDrivesOutNobody() throws Exception {
        List<FakeWire> others = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            others.addAll(fill(3 + i, 1));
        }
        fill(1, 4);
        fill(2, 4);
        for (int i = 0; i < 100; i++) {
            now += UNDISTURBED.toNanos();
            pending.enter(new FakeWire(), host(1 + i % 2));
        }

        assertTrue(others.stream().noneMatch(wire -> wire.isClosed));
    }

    @Test
    void ofManyHostsThatComeAtOnceNoneDrivesOutAnother() throws Exception {
        List<FakeWire> first = new ArrayList<>();
        for (int i = 0; i < IN_ALL; i++) {
            first.addAll(fill(1 + i, 1));
        }
        assertFalse(pending.enter(new FakeWire(), host(100)));
        assertTrue(first.stream().noneMatch(wire -> wire.isClosed));

        pending.leave(first.get(3));
        assertTrue(pending.enter(new FakeWire(), host(100)));
    }

    @Test
    void aConnectionThatHasHadItsTimeMakesRoom() throws Exception {
        FakeWire oldest = fill(1, 1).getFirst();
        for (int i = 1; i < IN_ALL; i++) {
            fill(1 + i, 1);
        }
        now += UNDISTURBED.toNanos() + 1;
        assertTrue(pending.enter(new FakeWire(), host(100)));
        assertTrue(oldest.isClosed);
        pending.leave(oldest);
        assertTrue(pending.enter(new FakeWire(), host(101)), "another has had its time too");
    }

    @Test
    void withinAHostThoseWhoGetOnAreNotDrivenOutEither() throws Exception {
        List<FakeWire> own = fill(1, PER_HOST);
        assertFalse(pending.enter(new FakeWire(), host(1)));
        now += UNDISTURBED.toNanos() + 1;

        assertTrue(pending.enter(new FakeWire(), host(1)));
        assertTrue(own.getFirst().isClosed);
        assertFalse(own.get(1).isClosed);
    }

    private List<FakeWire> fill(int host, int count) throws Exception {
        List<FakeWire> entered = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            var wire = new FakeWire();
            assertTrue(pending.enter(wire, host(host)));
            entered.add(wire);
        }
        return entered;
    }

    private static InetAddress host(int number) throws Exception {
        return InetAddress.getByAddress(new byte[] {(byte) 192, 0, 2, (byte) number});
    }

    private static final class FakeWire implements Wire {
        private boolean isClosed;

        @Override
        public Address localAddress() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Address remoteAddress() {
            throw new UnsupportedOperationException();
        }

        @Override
        public int read(byte[] buffer, int offset, int length) {
            return -1;
        }

        @Override
        public void write(byte[] buffer, int offset, int length) {}

        @Override
        public void endOutput() {}

        @Override
        public void close() {
            isClosed = true;
        }
    }
}
