package peerlink.plugin.files;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import peerlink.api.CommandException;
import peerlink.api.Link;
import peerlink.api.Peer;
import peerlink.plugin.files.basis.Wording;
import peerlink.plugin.files.source.SourceTree;
import peerlink.plugin.files.wire.TransferFrame;

/**
 * Sends files and folders to a peer, over one link after the other, until it has all of them. Waits
 * while the peer is not there.
 */
final class OutgoingTree implements Transfer {
    private static final Duration FOR_EVER = Duration.ofDays(36_500);

    private final TransferContext context;
    private final int number;
    private final Peer peer;
    private final SourceTree tree;
    private final OutgoingWays ways;
    private final OutgoingNotices notices;
    private final OutgoingState state;
    private final Retries retries = new Retries();

    /** Called once, when it has ended for good: it need not be tried again by a later process. */
    private final Runnable onEnd;

    private volatile @Nullable String stopped;
    private volatile boolean isAbandoned;
    private volatile boolean isConnected;
    private volatile @Nullable OutgoingLink link;
    private volatile @Nullable OutgoingTransfer single;
    private volatile boolean hasEnded;

    /**
     * @param folder the folder for the digests of the blocks, as long as the transfer lasts
     */
    OutgoingTree(
            TransferContext context,
            int number,
            Peer peer,
            SourceTree tree,
            Path folder,
            Runnable onEnd)
            throws IOException {
        this.context = context;
        this.number = number;
        this.peer = peer;
        this.tree = tree;
        this.onEnd = onEnd;
        this.ways = new OutgoingWays(context, number, peer, tree);
        this.notices = new OutgoingNotices(context, number, peer, tree);
        this.state = new OutgoingState(context, number, tree, notices, folder);
    }

    @Override
    public int number() {
        return number;
    }

    @Override
    public Peer peer() {
        return peer;
    }

    TransferContext context() {
        return context;
    }

    SourceTree tree() {
        return tree;
    }

    /** Tells whether it is the same transfer: its names and sizes, to the same peer. */
    boolean isSame(Peer other, SourceTree files) {
        return peer.id().equals(other.id())
                && tree.manifest().digest().equals(files.manifest().digest());
    }

    String title() {
        return tree.title();
    }

    /** Ends a transfer that was never run. */
    void cancel() {
        onEnd.run();
        context.ended().accept(this);
        state.close();
    }

    private OutgoingStanding standing() {
        return new OutgoingStanding(isConnected, hasEnded, state.pace());
    }

    @Override
    public String describe() {
        OutgoingTransfer other = single;
        return other != null ? other.describe() : notices.describe(standing());
    }

    /** Returns the part that has gone, 0 to 1. */
    double partDone() {
        Pace pace = state.pace();
        return pace == null ? 0 : pace.part();
    }

    /** Returns the progress for people. */
    String progressText() {
        return notices.progress(standing());
    }

    @Override
    public Map<String, Object> fields() {
        OutgoingTransfer other = single;
        return other != null ? other.fields() : notices.fields(standing());
    }

    @Override
    public void stop() {
        stopped = "stopped";
        OutgoingLink now = link;
        if (now != null) {
            now.stop(new TransferFrame.Stop(true, "stopped"));
        }
        OutgoingTransfer other = single;
        if (other != null) {
            other.stop();
        }
        wake();
    }

    @Override
    public void abandon() {
        isAbandoned = true;
        OutgoingLink now = link;
        if (now != null) {
            now.close();
        }
        OutgoingTransfer other = single;
        if (other != null) {
            other.abandon();
        }
        wake();
    }

    /** Tries at once, if it waits: the peer may be there. */
    void wake() {
        retries.wake();
    }

    /**
     * Opens a way to the peer.
     *
     * @throws CommandException if there is none, and will be none soon
     * @throws IOException if there is none now
     */
    OutgoingWays.Way connect() throws IOException, CommandException {
        return connect(false);
    }

    private OutgoingWays.Way connect(boolean hasBegun) throws IOException, CommandException {
        OutgoingWays.Way way = ways.open(hasBegun);
        isConnected = way instanceof OutgoingWays.Way.Trees;
        return way;
    }

    /** Uses a way that is open, until it has ended. */
    private TransferOutcome use(OutgoingWays.Way way) {
        switch (way) {
            case OutgoingWays.Way.Trees(Link open) -> {
                OutgoingLink now = new OutgoingLink(state, open);
                link = now;
                if (stopped != null) {
                    now.stop(new TransferFrame.Stop(true, "stopped"));
                } else if (isAbandoned) {
                    now.close();
                }
                try {
                    return now.run();
                } finally {
                    isConnected = false;
                    link = null;
                    state.endProgress();
                }
            }
            case OutgoingWays.Way.Single(OutgoingTransfer transfer) -> {
                single = transfer;
                if (stopped != null) {
                    transfer.stop();
                }
                Fate fate = transfer.run();
                return fate.isDone()
                        ? new TransferOutcome.Received()
                        : new TransferOutcome.Ended(fate.text());
            }
        }
    }

    /**
     * Sends until the peer has all, or it has ended otherwise.
     *
     * @param first a way on which to begin; null to open one
     * @param patience the longest time for which to try while no way comes about
     */
    Fate run(OutgoingWays.@Nullable Way first, Duration patience) throws InterruptedException {
        try {
            Fate fate = fate(first, patience);
            hasEnded = true;
            if (!isAbandoned) {
                onEnd.run();
            }
            return fate;
        } finally {
            context.ended().accept(this);
            state.close();
        }
    }

    private Fate fate(OutgoingWays.@Nullable Way first, Duration patience)
            throws InterruptedException {
        OutgoingWays.Way way = first;
        long lostAt = context.nanoClock().getAsLong();
        boolean isTold = first == null;
        while (true) {
            String reason;
            try {
                TransferOutcome outcome = use(way == null ? connect(true) : way);
                lostAt = context.nanoClock().getAsLong();
                if (state.hasMoved()) {
                    // news: what stood in the way before does not count
                    isTold = false;
                    retries.reset();
                }
                switch (outcome) {
                    case TransferOutcome.Received() -> {
                        return single == null
                                ? notices.received(state.omissions())
                                : notices.received("");
                    }
                    case TransferOutcome.Ended(String text) -> {
                        return new Fate(false, text);
                    }
                    case TransferOutcome.Interrupted(String text, boolean isSaid) -> {
                        reason = text;
                        if (isSaid && !isTold) {
                            isTold = true;
                            notices.paused(reason, fields());
                        }
                    }
                }
            } catch (CommandException e) {
                return new Fate(false, notices.failure(String.valueOf(e.getMessage())));
            } catch (IOException e) {
                reason = Wording.reason(e);
                if (!isTold) {
                    isTold = true;
                    notices.paused(reason, fields());
                }
            }
            way = null;
            String asked = stopped;
            if (asked != null) {
                return new Fate(false, notices.given(asked));
            }
            if (isAbandoned) {
                return new Fate(false, notices.given("the plugin has ended"));
            }
            if (context.nanoClock().getAsLong() - lostAt > patience.toNanos()) {
                return new Fate(
                        false,
                        notices.given(reason + "; send it again, and it goes on where it stopped"));
            }
            retries.await();
        }
    }

    /** Tells of the end, for people unless they know it already. */
    void tell(Fate fate, String notice) {
        notices.ended(fate, notice, fields());
    }

    /** Runs the transfer, and tells the user of its end. Called on a task of the plugin. */
    void runAndTell(OutgoingWays.@Nullable Way first) {
        try {
            Fate fate = run(first, FOR_EVER);
            if (!isAbandoned && !Thread.currentThread().isInterrupted()) {
                tell(fate, fate.text());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the plugin stops
        }
    }
}
