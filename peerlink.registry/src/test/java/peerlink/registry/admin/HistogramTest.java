package peerlink.registry.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HistogramTest {
    private final Histogram histogram = new Histogram();

    @Test
    void aBoundBelongsToItsBucket() {
        for (Duration bound : Histogram.BOUNDS) {
            Histogram one = new Histogram();
            one.add(bound.toNanos());
            assertEquals(Optional.of(bound), one.values().within(1), bound.toString());
        }
    }

    @Test
    void aTimeLongerThanEveryBoundIsCountedWithoutOne() {
        histogram.add(Duration.ofHours(1).toNanos());
        assertEquals(1, histogram.values().counts().getLast());
        assertEquals(Optional.empty(), histogram.values().within(0.5));
    }

    @Test
    void aShareIsToldByTheBucketThatItFallsInto() {
        for (int i = 0; i < 99; i++) {
            histogram.add(Duration.ofMillis(1).toNanos());
        }
        histogram.add(Duration.ofMillis(70).toNanos());
        assertEquals(Optional.of(Duration.ofMillis(1)), histogram.values().within(0.99));
        assertEquals(Optional.of(Duration.ofMillis(100)), histogram.values().within(1));
        assertEquals(Duration.ofMillis(169).toNanos(), histogram.values().sumNanos());
    }

    @Test
    void aMinuteIsWhatCameAfterTheOneBefore() {
        histogram.add(Duration.ofSeconds(2).toNanos());
        Histogram.Values before = histogram.values();
        histogram.add(-5);
        Histogram.Values minute = histogram.values().since(before);
        assertEquals(1, minute.total());
        assertEquals(0, minute.sumNanos());
        assertEquals(Optional.of(Histogram.BOUNDS.getFirst()), minute.within(0.99));
        assertEquals(Optional.empty(), before.since(before).within(0.99));
    }
}
