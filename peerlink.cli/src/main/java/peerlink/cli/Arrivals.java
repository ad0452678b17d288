package peerlink.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import peerlink.api.Address;
import peerlink.api.Peer;
import peerlink.core.NodeEvent;

/** Parts what happens in a node into data, the messages, and notices. Keeps messages back until the node is ready. */
final class Arrivals implements Consumer<NodeEvent> {
    /** How long to wait for a registry before going on without it. */
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    /** How many messages to keep until the node is ready; the next one waits, and its writer's window fills. */
    static final int MOST_EARLY = 1000;

    private final MessagePrinter messages;
    private final Consumer<NodeEvent> notices;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Set<Address> answered = new HashSet<>();
    private final List<Runnable> early = new ArrayList<>();
    private final CountDownLatch readerGone = new CountDownLatch(1);
    private boolean ready;

    Arrivals(MessagePrinter messages, Consumer<NodeEvent> notices) {
        this.messages = messages;
        this.notices = notices;
    }

    @Override
    public void accept(NodeEvent event) {
        lock.lock();
        try {
            switch (event) {
                case NodeEvent.MessageArrived arrived when arrived.message().isText() -> {
                    whenReady(() -> messages.print(arrived));
                    return;
                }
                case NodeEvent.RequestArrived(var request) -> {
                    whenReady(() -> messages.print(request));
                    return;
                }
                case NodeEvent.DirectoryConnected(var directory) -> answered.add(directory);
                case NodeEvent.DirectoryLost(var directory, var _) -> answered.add(directory);
                case NodeEvent.RegistrationRefused(var directory, var _) -> answered.add(directory);
                default -> {
                    // a notice only
                }
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        notices.accept(event);
    }

    /** Waits until it is known of each directory whether it is there, for a few seconds at most. */
    void awaitDirectories(int number) throws InterruptedException {
        lock.lock();
        try {
            long left = PATIENCE.toNanos();
            while (answered.size() < number && left > 0) {
                left = changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Waits until nobody reads the messages any more: they must not be acknowledged as if somebody did. */
    void awaitReaderGone() throws InterruptedException {
        readerGone.await();
    }

    private void whenReady(Runnable printing) {
        while (!ready && early.size() == MOST_EARLY) {
            changed.awaitUninterruptibly(); // ready() comes in seconds, or the process ends
        }
        if (ready) {
            print(printing);
        } else {
            early.add(printing);
        }
    }

    private void print(Runnable printing) {
        printing.run();
        if (messages.isReaderGone()) {
            readerGone.countDown();
        }
    }

    /** Tells that the node is ready, and prints what came before. */
    void ready(Peer self, String listen, String registry) {
        lock.lock();
        try {
            messages.ready(self, listen, registry);
            early.forEach(this::print);
            early.clear();
            ready = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
