package peerlink.cli.rpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ForkJoinPool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AwaitedEndsTest {
    private static final long LONG = 3_600_000;

    private final AwaitedEnds ends = new AwaitedEnds();

    @Test
    void anEndThatComesInTimeIsTold() throws Exception {
        CompletableFuture<Void> end = new CompletableFuture<>();
        CompletableFuture<Boolean> told = ends.within(LONG, "m1", end);
        assertFalse(told.isDone());
        end.complete(null);
        assertTrue(told.get());
    }

    @Test
    void anEndThatFailsIsToldWithItsReason() {
        CompletableFuture<Boolean> told =
                ends.within(LONG, "m2", CompletableFuture.failedFuture(new IOException("no")));
        assertEquals(
                "no", assertThrows(ExecutionException.class, told::get).getCause().getMessage());
    }

    /** A later wait must not keep an earlier one from its time, nor the other way round. */
    @Test
    void eachWaitHasATimeOfItsOwn() throws Exception {
        CompletableFuture<Boolean> never = ends.within(LONG, "m3", new CompletableFuture<>());
        List<CompletableFuture<Boolean>> brief = new ArrayList<>();
        for (int millis : new int[] {60, 10, 30, 1, 90}) {
            brief.add(ends.within(millis, "m" + millis, new CompletableFuture<>()));
        }
        for (CompletableFuture<Boolean> one : brief) {
            assertFalse(one.get());
        }
        assertFalse(ends.within(5, "m4", new CompletableFuture<>()).get());
        assertFalse(never.isDone());
    }

    @Test
    void briefWaitsBesideALongOneLeaveNoTimersBehind() throws Exception {
        ends.within(LONG, "m5", new CompletableFuture<>());
        long before = ForkJoinPool.commonPool().getDelayedTaskCount();
        for (int i = 0; i < 200; i++) {
            assertFalse(ends.within(1, "m6", new CompletableFuture<>()).get());
        }
        long more = ForkJoinPool.commonPool().getDelayedTaskCount() - before;
        assertTrue(more < 100, () -> more + " timers more");
    }

    /** A bot that asks again and again how its message fares must not fill the memory. */
    @Test
    void aMessageThatIsAskedForAgainAndAgainHasOneCallbackAndOneWait() throws Exception {
        CompletableFuture<Void> end = new CompletableFuture<>();
        for (int i = 0; i < 200; i++) {
            assertFalse(ends.within(1, "again", end).get());
        }
        assertEquals(1, end.getNumberOfDependents());
        assertEquals(1, ends.count());
        CompletableFuture<Boolean> first = ends.within(LONG, "again", end);
        CompletableFuture<Boolean> second = ends.within(LONG, "again", end);
        end.complete(null);
        assertTrue(first.get());
        assertTrue(second.get());
        assertEquals(0, ends.count());
        assertTrue(ends.within(LONG, "again", end).get());
        assertEquals(0, ends.count());
    }
}
