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
 * What all sessions of a node share.
 *
 * @param store where messages are kept
 * @param pending counts what waits there to be acknowledged
 * @param keepsMessages whether it keeps and sends any; a node that only looks does not
 * @param takesMessages whether it takes any of others
 * @param numbers counts the messages that are kept
 * @param clock for what is kept and shown
 * @param elapsed by what messages wait
 * @param nanoTime for what is waited for, as {@link System#nanoTime}
 * @param timer runs what is due, which must not block
 * @param ready when the handlers may begin
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
