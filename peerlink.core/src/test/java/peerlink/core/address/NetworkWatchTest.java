package peerlink.core.address;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import peerlink.core.fixture.FakeInterfaces;

class NetworkWatchTest {
    private final FakeInterfaces interfaces = new FakeInterfaces().with("eth0", "192.168.1.20");
    private final AtomicInteger changes = new AtomicInteger();
    private Instant clock = Instant.parse("2026-11-29T12:00:00Z");
    private long nanos = Long.MAX_VALUE - 1;

    private final NetworkWatch watch =
            new NetworkWatch(
                    new Candidates(interfaces), () -> clock, () -> nanos, changes::incrementAndGet);

    private int changesAfter(Duration byClock, Duration byTimer) {
        clock = clock.plus(byClock);
        nanos += byTimer.toNanos();
        watch.look();
        return changes.get();
    }

    @Test
    void onlyAnotherNetworkIsAChange() {
        assertEquals(0, changesAfter(NetworkWatch.PERIOD, NetworkWatch.PERIOD), "the first look");
        assertEquals(0, changesAfter(NetworkWatch.PERIOD, NetworkWatch.PERIOD));
        interfaces.with("wlan0", "10.1.2.3");
        assertEquals(1, changesAfter(NetworkWatch.PERIOD, NetworkWatch.PERIOD));
        assertEquals(1, changesAfter(NetworkWatch.PERIOD, NetworkWatch.PERIOD));
        interfaces.down();
        assertEquals(2, changesAfter(NetworkWatch.PERIOD, NetworkWatch.PERIOD));
    }

    @Test
    void aMachineThatHasSleptIsAChangeWhateverItsTimerDid() {
        assertEquals(0, changesAfter(NetworkWatch.PERIOD, NetworkWatch.PERIOD));
        assertEquals(1, changesAfter(Duration.ofHours(8), NetworkWatch.PERIOD));
        assertEquals(2, changesAfter(Duration.ofHours(8), Duration.ofHours(8)));
        assertEquals(2, changesAfter(Duration.ofHours(-8), NetworkWatch.PERIOD));
        assertEquals(2, changesAfter(Duration.ofSeconds(9), Duration.ofSeconds(9)), "a busy one");
    }
}
