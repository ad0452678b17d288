package peerlink.registry.store.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import peerlink.api.Visibility;
import peerlink.registry.client.SequenceSource;
import peerlink.registry.fixture.Registrant;
import peerlink.registry.fixture.TestClock;
import peerlink.registry.protocol.ProtocolLimits;
import peerlink.registry.store.PeerRecord;
import peerlink.registry.store.RegistryStore;
import peerlink.registry.store.RequestRefusedException;
import peerlink.registry.store.StoreSettings;

/** An embedded store copes with a machine whose clock is wrong when the registry starts. */
final class StoreTimeTest {
    private static final Duration TTL = Duration.ofSeconds(90);

    private final TestClock clock = new TestClock();

    @TempDir Path folder;

    private EmbeddedStore open() throws IOException {
        return EmbeddedStore.inFolder(folder, StoreSettings.of(TTL, 1_000), clock);
    }

    private PeerRecord record(int peer, int name) {
        return record(peer, name, 1);
    }

    private PeerRecord record(int peer, int name, long sequence) {
        PeerRecord record = Registrant.record(peer);
        return new PeerRecord(
                record.signed(),
                record.id(),
                sequence,
                clock.millis(),
                Registrant.record(name).name(),
                Visibility.PUBLIC);
    }

    @ParameterizedTest
    @ValueSource(strings = {"P40D", "P4000D", "-PT1H", "-P40D", "-P20000D"})
    void neitherNamesNorLeasesEndBecauseTheClockIsWrong(Duration wrong) throws Exception {
        try (RegistryStore store = open()) {
            store.put(record(1, 1));
            store.put(record(2, 2));
            store.remove(Registrant.id(1), 2);
        }
        for (Duration change : List.of(wrong, wrong.negated())) {
            clock.advance(change);
            try (RegistryStore store = open()) {
                store.sweep();
                assertThrows(
                        RequestRefusedException.class,
                        () -> store.check(record(3, 1)),
                        "the name is held");
                assertTrue(store.isLeased(Registrant.id(2)));
            }
        }
        try (RegistryStore store = open()) {
            clock.advance(TTL.multipliedBy(3));
            store.sweep();
            assertFalse(store.isLeased(Registrant.id(2)), "leases run as ever");
            clock.advance(StoreSettings.NAME_HOLD.plusDays(1));
            store.sweep();
            store.check(record(3, 1));
        }
    }

    @Test
    void leasesEndInARunWithAClockThatIsWrong() throws Exception {
        long sequence = 1;
        try (RegistryStore store = open()) {
            store.put(record(1, 1, sequence++));
        }
        for (Duration wrong : List.of(Duration.ofDays(40), Duration.ofDays(-20_000))) {
            clock.advance(wrong);
            try (RegistryStore store = open()) {
                assertTrue(store.isLeased(Registrant.id(1)));
                clock.advance(TTL.multipliedBy(3));
                assertEquals(1, store.sweep().ended(), wrong::toString);
                store.put(record(1, 1, sequence++));
            }
        }
    }

    @Test
    void aClientGoesOnAfterNumbersThatAWrongClockGaveAndNotAfterALiar() {
        SequenceSource numbers = new SequenceSource(clock);
        long now = clock.millis();
        assertEquals(now, numbers.next());
        long ahead = now + Duration.ofDays(40).toMillis();
        assertTrue(numbers.raise(ahead));
        assertEquals(ahead + 1, numbers.next());
        assertFalse(numbers.raise(ProtocolLimits.MAX_NUMBER));
        assertEquals(ahead + 2, numbers.next());
    }
}
