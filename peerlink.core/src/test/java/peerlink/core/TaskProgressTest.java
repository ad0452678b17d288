package peerlink.core;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import peerlink.core.model.NodeEvent.ProgressChanged;

final class TaskProgressTest {
    private final AtomicLong now = new AtomicLong();
    private final List<ProgressChanged> told = new ArrayList<>();
    private final TaskProgress progress =
            new TaskProgress(
                    "files",
                    "a.pdf",
                    100,
                    "bytes",
                    event -> told.add((ProgressChanged) event),
                    now::get);

    @Test
    void anAmountOfNothingTellsForHowLongTheTaskHasStood() {
        pass(Duration.ofSeconds(1));
        progress.advance(10);
        assertEquals(Duration.ZERO, told.getLast().idle());
        assertEquals(10, told.getLast().rate());
        pass(Duration.ofSeconds(6));
        progress.advance(0);
        assertEquals(Duration.ofSeconds(6), told.getLast().idle());
        assertEquals(0, told.getLast().rate());
        assertEquals(10, told.getLast().done());
        progress.advance(5);
        progress.close();
        assertEquals(Duration.ZERO, told.getLast().idle());
        assertEquals(15, told.getLast().done());
    }

    @Test
    void whatAnEarlierTryHasDoneCountsForNoRate() {
        progress.advance(1000);
        pass(Duration.ofSeconds(1));
        progress.advance(10);
        assertEquals(10, told.getLast().rate());
        assertEquals(1010, told.getLast().done());
    }

    private void pass(Duration time) {
        now.addAndGet(time.toNanos());
    }
}
