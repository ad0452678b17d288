package peerlink.cli.command;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import peerlink.api.Address;
import peerlink.api.Peer;
import peerlink.cli.text.MessagePrinter;
import peerlink.core.Node;
import peerlink.core.model.DirectoryStatus;
import peerlink.core.model.NodeEvent;

/**
 * Splits a node's events into data, which are the messages, and notices. A message's event returns
 * only when the message is printed, since the node keeps it no longer then. Messages that arrive
 * before the node is ready wait.
 */
final class EventSplitter implements Consumer<NodeEvent> {
    /** The longest wait for a registry. */
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private static final Duration LOOK_AGAIN = Duration.ofMillis(5);

    private final MessagePrinter messages;
    private final Consumer<NodeEvent> notices;
    private final CountDownLatch ready = new CountDownLatch(1);
    private final CompletableFuture<UncheckedIOException> failure = new CompletableFuture<>();

    EventSplitter(MessagePrinter messages, Consumer<NodeEvent> notices) {
        this.messages = messages;
        this.notices = notices;
    }

    @Override
    public void accept(NodeEvent event) {
        switch (event) {
            case NodeEvent.MessageArrived arrived
                    when arrived.message().isText() || !arrived.shown().isEmpty() ->
                    print(() -> messages.print(arrived));
            case NodeEvent.RequestArrived(var request) -> print(() -> messages.print(request));
            default -> {
                if (messages.isFor(event)) {
                    print(() -> messages.print(event));
                }
                notices.accept(event);
            }
        }
    }

    private void print(Runnable printing) {
        try {
            ready.await();
            printing.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted before the node was ready", e);
        } catch (UncheckedIOException e) {
            failure.complete(e);
            throw e;
        }
    }

    /** Waits until each directory has answered or failed, for a few seconds at most. */
    static void awaitDirectories(Node node) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        Set<Address> answered = new HashSet<>();
        while (true) {
            // polled, not taken from events: a message that waits to be printed holds the events up
            for (DirectoryStatus directory : node.directories()) {
                if (directory.connected() || directory.isOutOfReach()) {
                    answered.add(directory.address());
                }
            }
            if (answered.size() == node.directories().size() || System.nanoTime() > end) {
                return;
            }
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            LockSupport.parkNanos(LOOK_AGAIN.toNanos());
        }
    }

    /**
     * Waits until a message can't be told, such as when its reader is gone, and returns the reason.
     * Messages after that must not be acknowledged.
     */
    UncheckedIOException awaitFailure() throws InterruptedException {
        try {
            return failure.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("it is completed with a value alone", e);
        }
    }

    /** Prints that the node is ready. Messages are printed from now on. */
    void ready(Peer self, String listen, String registry, List<String> skipped) {
        messages.ready(self, listen, registry, skipped);
        ready.countDown();
    }
}
