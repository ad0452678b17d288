package peerlink.core.session;

import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import peerlink.api.PeerId;
import peerlink.core.exchange.PendingBytes;
import peerlink.core.store.ElapsedTime;
import peerlink.core.store.MessageStore;

/**
 * Holds the parts of a node that all its sessions share.
 *
 * @param store the store of the messages
 * @param pending counts the bytes that wait for acknowledgement
 * @param keepsMessages whether the node keeps and sends messages; one that only looks does not
 * @param takesMessages whether the node takes messages of others
 * @param numbers counts the messages that are kept
 * @param clock the clock for times that are stored or shown
 * @param elapsed the time by which messages wait
 * @param nanoTime the time for waits, as {@link System#nanoTime}
 * @param timer runs the work that is due, which must not block
 * @param ready opens when the handlers may begin
 */
public record SessionContext(
        PeerId self,
        MessageStore store,
        PendingBytes pending,
        boolean keepsMessages,
        boolean takesMessages,
        AtomicLong numbers,
        InstantSource clock,
        ElapsedTime elapsed,
        LongSupplier nanoTime,
        RandomGenerator random,
        ScheduledExecutorService timer,
        CountDownLatch ready) {}
