package peerlink.registry.store.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import peerlink.api.PeerId;
import peerlink.registry.fixture.Registrant;

final class LeaseIndexTest {
    @Property(tries = 500)
    void keysComeBackAsTheirIdsAndHaveTheirOrder(
            @ForAll @Size(2) List<@IntRange(max = 1 << 30) Integer> numbers) {
        PeerId one = Registrant.id(numbers.getFirst());
        PeerId other = Registrant.id(numbers.getLast());
        var key = new PackedId(one);

        assertEquals(one, key.id());
        assertTrue(key.isOf(new PackedId(one)));
        assertEquals(
                Integer.signum(one.compareTo(other)),
                Integer.signum(key.compareTo(new PackedId(other))));
        assertEquals(one.equals(other), key.isOf(new PackedId(other)));
    }

    @Example
    void keysOfTheFirstAndLastIdsComeBackToo() {
        var first = new PeerId("2".repeat(51) + "a");
        var last = new PeerId("z".repeat(51) + "q");
        assertEquals(first, new PackedId(first).id());
        assertEquals(last, new PackedId(last).id());
        assertTrue(new PackedId(first).compareTo(new PackedId(last)) < 0);
    }

    /**
     * The index is compared with a map that is known to work; leases come and go, and the table is
     * rebuilt many times.
     */
    @Property(tries = 100)
    void leaseIsFoundWhileItIsThere(
            @ForAll @Size(max = 2_000) List<@IntRange(max = 300) Integer> numbers) {
        var index = new LeaseIndex();
        Map<Integer, Lease> expected = new HashMap<>();
        for (int number : numbers) {
            Lease gone = expected.remove(number);
            if (gone == null) {
                var lease = new Lease(Registrant.id(number));
                index.add(lease);
                expected.put(number, lease);
            } else {
                index.remove(gone);
            }
        }
        for (int number = 0; number <= 300; number++) {
            Lease lease = index.get(new PackedId(Registrant.id(number)));
            if (expected.containsKey(number)) {
                assertSame(expected.get(number), lease);
            } else {
                assertNull(lease);
            }
        }
        var all = new HashSet<Lease>();
        for (Iterator<Lease> each = index.iterator(); each.hasNext(); ) {
            all.add(each.next());
        }
        assertEquals(new HashSet<>(expected.values()), all);
        assertEquals(expected.size(), index.size());
    }

    @Example
    void aLeaseThatStaysIsFoundWhileOthersComeAndGo() throws Exception {
        var index = new LeaseIndex();
        var staying = new Lease(Registrant.id(-1));
        index.add(staying);
        var isDone = new AtomicBoolean();
        var lost = new AtomicReference<String>();
        Thread reader =
                Thread.ofPlatform()
                        .start(
                                () -> {
                                    var key = new PackedId(Registrant.id(-1));
                                    while (!isDone.get()) {
                                        if (index.get(key) != staying) {
                                            lost.set("lost");
                                        }
                                    }
                                });
        for (int round = 0; round < 20; round++) {
            var leases = new HashSet<Lease>();
            for (int i = 0; i < 2_000; i++) {
                leases.add(new Lease(Registrant.id(i)));
            }
            leases.forEach(index::add);
            leases.forEach(index::remove);
        }
        isDone.set(true);
        reader.join();

        assertNull(lost.get());
        assertEquals(1, index.size());
    }
}
