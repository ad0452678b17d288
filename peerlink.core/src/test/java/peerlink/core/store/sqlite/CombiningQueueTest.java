package peerlink.core.store.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import peerlink.core.store.sqlite.CombiningQueue.Hurry;

@Timeout(60)
class CombiningQueueTest {
    private static final String OWN = "own";

    /** An item that was done. */
    private record Done(String item, Thread by) {}

    private final LinkedBlockingQueue<Done> done = new LinkedBlockingQueue<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile Consumer<String> onItem = _ -> {};
    private final CombiningQueue<String> queue =
            new CombiningQueue<>(OWN, this::work, ended::countDown);

    private void work(ArrayDeque<String> some) {
        while (!some.isEmpty()) {
            onItem.accept(some.element());
            done.add(new Done(some.remove(), Thread.currentThread()));
        }
    }

    @AfterEach
    void close() {
        queue.close();
    }

    @Test
    void aCallerDoesWhatItHasPromisedAndWhatWaitsBesides() throws Exception {
        // the queue's thread does not run yet, and so is not there first
        queue.add("of others", Hurry.PATIENT);
        queue.add("its own", Hurry.PROMISED);
        queue.help();
        assertEquals(new Done("of others", Thread.currentThread()), next());
        assertEquals(new Done("its own", Thread.currentThread()), next());
    }

    @Test
    void theQueuesThreadDoesTheRest() throws Exception {
        queue.start();
        queue.add("now", Hurry.NOW);
        assertEquals(OWN, next().by().getName());
        queue.add("patient", Hurry.PATIENT);
        assertEquals(OWN, next().by().getName());
    }

    @Test
    void aCallerDoesItsQuestionItselfAndNothingElse() throws Exception {
        // the queue's thread does not run yet, and so would not do it
        queue.add("patient", Hurry.PATIENT);
        assertTrue(queue.ask("question"));
        assertEquals(new Done("question", Thread.currentThread()), done.remove());
        assertTrue(done.isEmpty());
        queue.start();
        assertEquals("patient", next().item());
    }

    @Test
    void aQuestionOvertakesWhatWaitsAndLeavesThePatientTheirTime() throws Exception {
        CountDownLatch isBusy = new CountDownLatch(1);
        CountDownLatch isAsked = new CountDownLatch(1);
        onItem =
                item -> {
                    if (item.equals("busy")) {
                        isBusy.countDown();
                        await(isAsked);
                    }
                };
        queue.start();
        queue.add("busy", Hurry.NOW);
        await(isBusy);
        long before = System.nanoTime();
        queue.add("patient", Hurry.PATIENT);
        assertTrue(queue.ask("question"));
        isAsked.countDown();
        assertEquals("busy", next().item());
        assertEquals("question", next().item());
        assertEquals("patient", next().item());
        assertTrue(System.nanoTime() - before >= CombiningQueue.PATIENCE_NANOS);
    }

    @Test
    void questionsWithoutEndKeepNobodyWaiting() throws Exception {
        queue.start();
        onItem =
                item -> {
                    if (item.equals("question")) {
                        queue.ask("question");
                    }
                };
        queue.ask("question");
        queue.add("patient", Hurry.PATIENT);
        while (!next().item().equals("patient")) {
            // it comes all the same
        }
        onItem = _ -> {};
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aVirtualThreadLeavesItsWorkToTheQueues() throws Exception {
        queue.start();
        Thread.ofVirtual()
                .start(
                        () -> {
                            queue.add("promised", Hurry.PROMISED);
                            queue.help();
                        })
                .join();
        assertEquals(OWN, next().by().getName());
    }

    @Test
    void aCallerIsNotHeldByWhatComesInItsRound() throws Exception {
        queue.start();
        onItem =
                item -> {
                    if (item.equals("first")) {
                        queue.add("second", Hurry.PROMISED);
                        queue.help(); // returns: a round is under way
                    }
                };
        queue.add("first", Hurry.PROMISED);
        queue.help();
        assertEquals(new Done("first", Thread.currentThread()), next());
        assertEquals(OWN, next().by().getName());
    }

    @Test
    void aCallerIsNotHeldByMuchWorkOfOthers() throws Exception {
        queue.start();
        for (int i = 0; i < CombiningQueue.MAX_HELPED; i++) {
            queue.add("other " + i, Hurry.PATIENT);
        }
        queue.add("mine", Hurry.PROMISED);
        queue.help();
        for (int i = 0; i <= CombiningQueue.MAX_HELPED; i++) {
            assertEquals(OWN, next().by().getName());
        }
    }

    @Test
    void anInterruptOfTheCallerIsNotSeenByTheWorkAndNotLost() throws Exception {
        queue.start();
        AtomicBoolean seen = new AtomicBoolean();
        onItem = _ -> seen.set(Thread.currentThread().isInterrupted());
        Thread.currentThread().interrupt();
        queue.add("mine", Hurry.PROMISED);
        queue.help();
        assertTrue(Thread.interrupted());
        next();
        assertFalse(seen.get());
    }

    @Test
    void aRoundThatFailsLosesNothing() throws Exception {
        AtomicBoolean fails = new AtomicBoolean(true);
        onItem =
                item -> {
                    if (item.equals("two") && fails.getAndSet(false)) {
                        throw new OutOfMemoryError("not really");
                    }
                };
        // its thread does not run yet, and so can't be first
        queue.add("one", Hurry.PROMISED);
        queue.add("two", Hurry.PROMISED);
        assertThrows(OutOfMemoryError.class, queue::help);
        queue.add("three", Hurry.PROMISED);
        queue.start();
        assertEquals(
                List.of("one", "two", "three"),
                List.of(next().item(), next().item(), next().item()));
    }

    @Test
    void closingWaitsForTheRoundOfACaller() throws Exception {
        queue.start();
        CountDownLatch began = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        onItem =
                _ -> {
                    began.countDown();
                    try {
                        go.await();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                };
        queue.add("mine", Hurry.PROMISED);
        Thread caller = Thread.ofPlatform().start(queue::help);
        began.await();
        queue.add("left", Hurry.PATIENT);
        Thread closer = Thread.ofPlatform().start(queue::close);
        while (queue.add("more", Hurry.PATIENT)) {
            Thread.onSpinWait();
        }
        assertEquals(1, ended.getCount());
        go.countDown();
        caller.join();
        closer.join();
        assertEquals(0, ended.getCount());
        assertEquals("mine", next().item());
        assertEquals("left", next().item());
    }

    @Test
    void aCallerMayCloseItWithinItsRound() throws Exception {
        queue.start();
        onItem = _ -> queue.close();
        queue.add("mine", Hurry.PROMISED);
        queue.help();
        assertTrue(ended.await(30, TimeUnit.SECONDS));
        assertFalse(queue.add("late", Hurry.NOW));
    }

    @Test
    void eachItemOfManyThreadsIsDoneOnceInItsOrderAndByOneThreadAtATime() throws Exception {
        int threads = 8;
        int each = 3000;
        queue.start();
        AtomicBoolean busy = new AtomicBoolean();
        List<String> faults = new ArrayList<>();
        onItem =
                item -> {
                    if (busy.getAndSet(true)) {
                        faults.add("two at once at " + item);
                    }
                    busy.set(false);
                };
        List<Thread> callers = new ArrayList<>();
        for (int t = 0; t < threads; t++) {
            int caller = t;
            callers.add(
                    Thread.ofPlatform()
                            .start(
                                    () -> {
                                        SplittableRandom random = new SplittableRandom(caller);
                                        for (int i = 0; i < each; i++) {
                                            Hurry hurry = Hurry.values()[random.nextInt(3)];
                                            queue.add(caller + " " + i, hurry);
                                            if (hurry == Hurry.PROMISED) {
                                                queue.help();
                                            }
                                        }
                                    }));
        }
        for (Thread caller : callers) {
            caller.join();
        }
        queue.close();
        Map<String, Integer> last = new ConcurrentHashMap<>();
        for (Done one : done) {
            String[] parts = one.item().split(" ", -1);
            Integer before = last.put(parts[0], Integer.valueOf(parts[1]));
            assertEquals(before == null ? 0 : before + 1, Integer.parseInt(parts[1]));
        }
        assertEquals(threads * each, done.size());
        assertEquals(List.of(), faults);
    }

    private Done next() throws InterruptedException {
        Done next = done.poll(30, TimeUnit.SECONDS);
        if (next == null) {
            throw new AssertionError("nothing was done");
        }
        return next;
    }
}
