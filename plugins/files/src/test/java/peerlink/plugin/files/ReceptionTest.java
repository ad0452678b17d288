package peerlink.plugin.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import peerlink.api.Bytes;
import peerlink.api.Progress;
import peerlink.plugin.files.basis.Digests;
import peerlink.testkit.TestClock;

@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class ReceptionTest {
    private static final byte[] HELLO = {'h', 'e', 'l', 'l', 'o'};
    private static final Bytes DIGEST = Bytes.wrap(Digests.sha256().digest(HELLO));

    @TempDir Path folder;
    private final TestClock clock = new TestClock();
    private final List<Runnable> passed = new ArrayList<>();
    private final Watchdog watchdog = new Watchdog(clock::nanoTime, passed::add);
    private final CountDownLatch syncing = new CountDownLatch(1);
    private final CompletableFuture<Boolean> disk = new CompletableFuture<>();
    private Reception reception;

    @BeforeEach
    void begin() throws IOException {
        reception =
                new Reception(
                        watchdog.in(Duration.ofMinutes(5), () -> {}),
                        e -> {
                            throw new AssertionError(e);
                        });
        reception.accept(
                () ->
                        new Reception.Begun(
                                IncomingFile.create(folder, "a.txt", 5, channel -> sync()),
                                new SilentProgress(),
                                watchdog.in(Duration.ofMinutes(1), () -> {})));
    }

    private void sync() throws IOException {
        syncing.countDown();
        if (!disk.join()) {
            throw new IOException("disk full");
        }
    }

    private CompletableFuture<Path> finish() throws Exception {
        reception.write(ByteBuffer.wrap(HELLO));
        var result = new CompletableFuture<Path>();
        Thread.startVirtualThread(
                () -> {
                    try {
                        result.complete(reception.finish(DIGEST));
                    } catch (IOException e) {
                        result.completeExceptionally(e);
                    }
                });
        syncing.await();
        return result;
    }

    @Test
    void nobodyWaitsForASlowDiskNorTakesTheFileAwayFromIt() throws Exception {
        CompletableFuture<Path> saved = finish();

        assertEquals(IncomingStage.FINISHING, reception.stage());
        assertEquals(IncomingStage.FINISHING, reception.end());
        disk.complete(true);
        assertEquals(folder.resolve("a.txt"), saved.get(10, TimeUnit.SECONDS));
        assertEquals("hello", Files.readString(folder.resolve("a.txt")));
        assertEquals(IncomingStage.ENDED, reception.end());
    }

    @Test
    void aFileThatCannotBeSavedIsStillToBeEnded() throws Exception {
        CompletableFuture<Path> saved = finish();
        disk.complete(false);

        assertThrows(Exception.class, () -> saved.get(10, TimeUnit.SECONDS));
        assertEquals(IncomingStage.RECEIVING, reception.end());
        assertEquals(0, folder.toFile().list().length);
        assertFalse(reception.refuse());
    }

    @Test
    void anActionThatWaitsHoldsUpNoOtherDeadline() throws Exception {
        var never = new Semaphore(0);
        var second = new CountDownLatch(1);
        var starting = new Watchdog(clock::nanoTime, Thread::startVirtualThread);
        Thread thread = Thread.startVirtualThread(starting);
        starting.in(Duration.ofSeconds(1), never::acquireUninterruptibly);
        starting.in(Duration.ofSeconds(1), never::acquireUninterruptibly);
        clock.advance(Duration.ofSeconds(2));
        starting.in(Duration.ofSeconds(1), second::countDown);
        clock.advance(Duration.ofSeconds(2));
        second.await();
        thread.interrupt();
        never.release(2);
    }

    private static final class SilentProgress implements Progress {
        @Override
        public void advance(long amount) {}

        @Override
        public void close() {}
    }
}
