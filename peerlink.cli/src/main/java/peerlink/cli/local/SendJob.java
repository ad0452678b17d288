package peerlink.cli.local;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import peerlink.api.Delivery;
import peerlink.api.Peer;
import peerlink.api.PeerId;
import peerlink.api.PeerUnavailableException;
import peerlink.cli.node.Invites;
import peerlink.cli.node.NodeOptions;
import peerlink.cli.node.PeerFailures;
import peerlink.cli.node.PeerLookup;
import peerlink.cli.program.CliException;
import peerlink.cli.program.ExitCode;
import peerlink.cli.program.Failures;
import peerlink.cli.program.ShellWords;
import peerlink.cli.text.JsonLines;
import peerlink.cli.text.SentMessage;
import peerlink.cli.text.WaitReason;
import peerlink.core.Node;
import peerlink.core.Outbox;
import peerlink.core.model.Invite;
import peerlink.core.model.NodeEndedException;

/**
 * Sends one message for a command of the shell: stores it, sends it and waits for its
 * acknowledgement. Cancels it if the peer has not acknowledged it in time, unless it may wait in
 * the outbox.
 *
 * <p>The file is longer than most, as every way in which a message can fail ends in its own words.
 */
final class SendJob {
    /** The wait for the acknowledgement of a message that may stay in the outbox. */
    private static final Duration BRIEFLY = Duration.ofSeconds(3);

    /** The longest time for cancelling a message. */
    private static final Duration TO_GIVE_UP = Duration.ofSeconds(5);

    private final Node node;
    private final NodeOptions given;

    /** The peer as the user typed it and, once it is found, by its name. */
    private volatile String peer;

    private final Duration timeout;
    private final boolean queue;
    private final boolean json;
    private final LocalCaller caller;
    private final BiConsumer<Delivery, Peer> onSent;
    private final Submission submission;

    // the working thread's
    private @Nullable Delivery delivery;

    /** The peer, once it is found. */
    private volatile @Nullable Peer addressee;

    /** Puts the message into the outbox. */
    private interface Submission {
        Delivery submit(Peer peer) throws IOException;
    }

    private SendJob(
            Node node,
            NodeOptions given,
            String peer,
            Duration timeout,
            boolean queue,
            boolean json,
            @Nullable Delivery delivery,
            LocalCaller caller,
            BiConsumer<Delivery, Peer> onSent,
            Submission submission) {
        this.node = node;
        this.given = given;
        this.peer = peer;
        this.timeout = timeout;
        this.queue = queue;
        this.delivery = delivery;
        this.json = json;
        this.caller = caller;
        this.onSent = onSent;
        this.submission = submission;
    }

    /**
     * @param caller is told of the message's id once it is stored, and of the reason, once, if
     *     there is no link after a while; if the request is for programs, also of the message
     *     once it is delivered or may wait
     * @param onSent gets the message and its peer once it is stored
     */
    static SendJob of(
            Node node,
            LocalRequest.Send send,
            LocalCaller caller,
            BiConsumer<Delivery, Peer> onSent) {
        return new SendJob(
                node,
                send.given(),
                send.peer(),
                send.timeout(),
                send.queue(),
                send.json(),
                null,
                caller,
                onSent,
                found -> node.conversation(found).sendText(send.text()));
    }

    /**
     * Returns a job for a message that is stored already.
     *
     * @throws IOException if the message is no longer in the outbox
     */
    static SendJob of(Node node, LocalRequest.Await await, LocalCaller caller) throws IOException {
        Delivery stored =
                node.outbox().delivery(await.messageId()).orElseThrow(SendJob::waitsNoLonger);
        // by its key: another peer may have taken the name since
        PeerId addressee = stored.message().to();
        return new SendJob(
                node,
                await.given(),
                addressee.text(),
                await.timeout(),
                false,
                await.json(),
                stored,
                caller,
                (_, _) -> {},
                _ -> stored);
    }

    private static IOException waitsNoLonger() {
        return new IOException(
                "the message waits no longer: another process of the profile has delivered it, or given it up");
    }

    /**
     * Runs the job and returns its outcome.
     *
     * @throws InterruptedException if the request was given up; the message is cancelled, unless it
     * may wait
     * @throws NodeEndedException if the node ends meanwhile; the message stays in the outbox if it
     * was stored
     */
    Outcome run() throws InterruptedException, NodeEndedException {
        FutureTask<Outcome> work = new FutureTask<>(this::work);
        Thread worker = Thread.ofVirtual().name("peerlink send-job").start(work);
        try {
            awaited(worker);
        } finally {
            // some of the calls that it waits for have limits of their own, or none
            worker.interrupt();
            worker.join(TO_GIVE_UP);
        }
        try {
            return work.isDone() ? work.get() : tooLate("");
        } catch (ExecutionException e) {
            return switch (e.getCause()) {
                case NodeEndedException ended -> throw ended;
                case Exception failure ->
                        Outcome.failed(PeerFailures.ofPeer(failure, node, peer, given));
                case null, default -> throw new IllegalStateException(e.getCause());
            };
        }
    }

    /** Waits for the worker, and tells meanwhile why there is no link, if there is none. */
    private void awaited(Thread worker) throws InterruptedException {
        boolean isLong = !queue && timeout.compareTo(WaitReason.AFTER) > 0;
        if (isLong && !worker.join(WaitReason.AFTER)) {
            Peer found = addressee;
            if (found != null) {
                WaitReason.of(node, node.known(found)).ifPresent(this::tellWhile);
            }
            worker.join(timeout.minus(WaitReason.AFTER));
        } else {
            worker.join(timeout);
        }
    }

    /** Tells people of something while the message is under way. */
    private void tellWhile(String line) {
        caller.tell(json ? new LocalAnswer.Aside(line) : new LocalAnswer.Text(line));
    }

    private Outcome work() throws Exception {
        try {
            Peer found = find();
            peer = found.name().text();
            addressee = found;
            if (!queue) {
                node.reach(found);
            }
            Delivery submitted = submission.submit(found);
            delivery = submitted;
            get(submitted.stored().toCompletableFuture());
            caller.tell(new LocalAnswer.Stored(submitted.message().id()));
            onSent.accept(submitted, found);
            return queue ? queued(found, submitted) : acknowledged(submitted);
        } catch (InterruptedException | InterruptedIOException e) {
            return interrupted();
        } catch (NodeEndedException e) {
            throw e;
        } catch (IOException e) {
            if (Thread.interrupted()) {
                return interrupted(); // a channel that it was blocked in was closed
            }
            throw takeBack(e);
        }
    }

    /**
     * Cancels a message that has failed, since it may still be in the outbox.
     *
     * @return the failure, which also says so if the message could not be cancelled
     */
    private Exception takeBack(IOException failure) {
        Delivery submitted = delivery;
        if (submitted == null) {
            return failure;
        }
        try {
            node.outbox().cancel(submitted.message().id());
        } catch (IOException e) {
            if (!submitted.acknowledged().toCompletableFuture().isDone()) {
                return new CliException(
                        Failures.exitCode(failure),
                        "%s; the message can't be taken back, and may still go out: %s"
                                .formatted(Failures.message(failure), Failures.message(e)),
                        given.call("outbox"));
            }
            // it has left the outbox, as it should
        }
        return failure;
    }

    private Peer find() throws Exception {
        for (String text : given.invites) {
            Invite invite = Invites.parse(text);
            try {
                node.connect(invite);
            } catch (PeerUnavailableException e) {
                if (!queue) {
                    throw e;
                }
                // it is a contact now, and the message can wait for it
            }
        }
        try {
            return PeerLookup.find(node, peer, given);
        } catch (CliException | PeerUnavailableException e) {
            Optional<Peer> known = queue ? PeerLookup.known(node, peer) : Optional.empty();
            if (known.isEmpty() || Failures.exitCode(e) == ExitCode.UNTRUSTED) {
                throw e;
            }
            return known.get();
        }
    }

    private Outcome acknowledged(Delivery submitted) throws IOException, InterruptedException {
        get(submitted.acknowledged().toCompletableFuture());
        return delivered();
    }

    private Outcome queued(Peer found, Delivery submitted)
            throws IOException, InterruptedException {
        CompletableFuture<Void> acknowledged = submitted.acknowledged().toCompletableFuture();
        CompletableFuture<@Nullable Object> away = new CompletableFuture<>();
        Thread.ofVirtual()
                .name("peerlink send-reach")
                .start(
                        () -> {
                            try {
                                node.reach(found);
                            } catch (IOException | RuntimeException e) {
                                away.complete(null);
                            }
                        });
        try {
            CompletableFuture.anyOf(acknowledged, away)
                    .get(BRIEFLY.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return waiting();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof NodeEndedException) {
                return waiting();
            }
            throw failure(e);
        }
        return acknowledged.isDone() ? delivered() : waiting();
    }

    /**
     * Leaves the message in the outbox. The node's events tell its user, if there is one, of the
     * message's fate from now on.
     */
    private Outcome waiting() {
        Delivery submitted = delivery;
        if (submitted != null) {
            node.outbox().letGo(submitted.message().id());
        }
        tellPrograms(false);
        return Outcome.done(
                "queued for %s: goes out once it is there and %s or %s runs"
                        .formatted(peer, given.callOnline(""), given.callOnline("listen")));
    }

    private Outcome delivered() {
        tellPrograms(true);
        return Outcome.done("delivered to " + peer);
    }

    private void tellPrograms(boolean isDelivered) {
        Delivery submitted = delivery;
        Peer found = addressee;
        if (json && submitted != null && found != null) {
            SentMessage sent = SentMessage.of(submitted.message().id(), found, isDelivered);
            caller.tell(new LocalAnswer.Text(JsonLines.line(sent.fields())));
        }
    }

    private Outcome interrupted() {
        Delivery submitted = delivery;
        if (submitted == null) {
            return tooLate(": it was not sent");
        }
        if (queue && isDone(submitted.stored().toCompletableFuture())) {
            return waiting();
        }
        try {
            Outbox.Waiting withdrawn = node.outbox().cancel(submitted.message().id());
            return tooLate(
                    withdrawn.isSent()
                            ? ": it was sent, is taken back here, and may have arrived"
                            : ": it was not sent, and is taken back");
        } catch (IOException e) {
            // no longer in the outbox
            return isDone(submitted.acknowledged().toCompletableFuture())
                    ? delivered()
                    : tooLate("");
        }
    }

    private static boolean isDone(CompletableFuture<Void> future) {
        return future.isDone() && !future.isCompletedExceptionally();
    }

    private Outcome tooLate(String fate) {
        return Outcome.failed(
                PeerFailures.unavailable(
                        "%s did not acknowledge the message in time%s".formatted(peer, fate),
                        node,
                        given.callOnline("why " + ShellWords.quoted(peer))));
    }

    private static void get(CompletableFuture<Void> future)
            throws IOException, InterruptedException {
        try {
            future.get();
        } catch (ExecutionException e) {
            throw failure(e);
        }
    }

    private static IOException failure(ExecutionException e) {
        return e.getCause() instanceof IOException failure
                ? failure
                : new IOException(Failures.message(e.getCause()), e.getCause());
    }
}
