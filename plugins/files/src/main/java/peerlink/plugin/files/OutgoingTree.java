package peerlink.plugin.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import peerlink.api.CommandException;
import peerlink.api.Link;
import peerlink.api.Peer;
import peerlink.api.PeerName;
import peerlink.api.Printable;
import peerlink.plugin.files.basis.Wording;
import peerlink.plugin.files.parts.DigestFile;
import peerlink.plugin.files.source.SourceTree;
import peerlink.plugin.files.wire.TransferFrame;

/**
 * Sends files and folders to a peer, over one link after the other, until it has all of them. Waits
 * while the peer is not there.
 *
 * <p>The file is longer than most, as one lock guards the steps from the offer to the last word.
 */
final class OutgoingTree implements Transfer {
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);
    private static final Duration FOR_EVER = Duration.ofDays(36_500);

    private final TransferContext context;
    private final int number;
    private final Peer peer;
    private final SourceTree tree;
    private final Path digestPath;
    private final DigestFile digests;
    private final OutgoingWays ways;

    /** Called once, when it has ended for good: it need not be tried again by a later process. */
    private final Runnable onEnd;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    /** Written with the lock, as all below. */
    private boolean isWoken;

    private volatile @Nullable String stopped;
    private volatile boolean isAbandoned;
    private volatile boolean isConnected;
    private volatile @Nullable OutgoingLink link;
    private volatile @Nullable OutgoingTransfer single;
    private volatile @Nullable Shown shown;
    private volatile boolean wasAccepted;
    private volatile boolean hasMoved;
    private volatile boolean hasEnded;
    private final Map<Integer, String> left = new LinkedHashMap<>();

    /** The number of files that the receiver does not want. */
    private int unwanted;

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
        this.digestPath = Files.createTempFile(folder, "sent-", ".digests");
        this.digests = DigestFile.open(digestPath);
        this.ways = new OutgoingWays(context, number, peer, tree);
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

    DigestFile digests() {
        return digests;
    }

    private PeerName peerName() {
        return context.nameOf(peer);
    }

    /** Tells whether the receiver has taken it. */
    boolean wasAccepted() {
        return wasAccepted;
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
        close();
    }

    /** Returns the number and size of the files, for people. */
    String amount() {
        int files = tree.manifest().files();
        String size = Wording.size(tree.manifest().size());
        return files == 1 ? size : String.format(Locale.ROOT, "%,d files, %s", files, size);
    }

    @Override
    public String describe() {
        OutgoingTransfer other = single;
        return other != null
                ? other.describe()
                : "%d  %s to %s (%s), %s"
                        .formatted(number, tree.title(), peerName(), amount(), progressText());
    }

    private @Nullable Pace pace() {
        Shown now = shown;
        return now == null ? null : now.pace();
    }

    /** Returns the part that has gone, 0 to 1. */
    double partDone() {
        Pace now = pace();
        return now == null ? 0 : now.part();
    }

    /** Returns the progress for people. */
    String progressText() {
        Pace now = pace();
        if (!isConnected) {
            return "waits for " + peerName();
        }
        return now == null ? "waiting for an answer" : now.text();
    }

    @Override
    public Map<String, Object> fields() {
        OutgoingTransfer other = single;
        if (other != null) {
            return other.fields();
        }
        Map<String, Object> fields =
                Transfer.fields(
                        number, "outgoing", peer, peerName(), tree.title(), tree.manifest().size());
        fields.put("files", tree.manifest().files());
        Pace now = pace();
        fields.put(
                "state",
                hasEnded
                        ? "ended"
                        : !isConnected ? "waiting" : now == null ? "offered" : "sending");
        if (now != null) {
            fields.put("done", now.done());
            fields.put("rate", now.rate());
        }
        return fields;
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
        lock.lock();
        try {
            isWoken = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
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
                OutgoingLink now = new OutgoingLink(context, this, open);
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
                    endProgress();
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
            endProgress();
            close();
        }
    }

    private Fate fate(OutgoingWays.@Nullable Way first, Duration patience)
            throws InterruptedException {
        OutgoingWays.Way way = first;
        Duration pause = FIRST_PAUSE;
        long lostAt = context.nanoClock().getAsLong();
        boolean isTold = first == null;
        while (true) {
            String reason;
            try {
                TransferOutcome outcome = use(way == null ? connect(true) : way);
                lostAt = context.nanoClock().getAsLong();
                if (hasMoved) {
                    // news: what stood in the way before does not count
                    hasMoved = false;
                    isTold = false;
                    pause = FIRST_PAUSE;
                }
                switch (outcome) {
                    case TransferOutcome.Received() -> {
                        return received();
                    }
                    case TransferOutcome.Ended(String text) -> {
                        return new Fate(false, text);
                    }
                    case TransferOutcome.Interrupted(String text, boolean isSaid) -> {
                        reason = text;
                        if (isSaid && !isTold) {
                            isTold = true;
                            paused(reason);
                        }
                    }
                }
            } catch (CommandException e) {
                return new Fate(false, failure(String.valueOf(e.getMessage())));
            } catch (IOException e) {
                reason = Wording.reason(e);
                if (!isTold) {
                    isTold = true;
                    paused(reason);
                }
            }
            way = null;
            String asked = stopped;
            if (asked != null) {
                return new Fate(false, given(asked));
            }
            if (isAbandoned) {
                return new Fate(false, given("the plugin has ended"));
            }
            if (context.nanoClock().getAsLong() - lostAt > patience.toNanos()) {
                return new Fate(
                        false, given(reason + "; send it again, and it goes on where it stopped"));
            }
            if (await(pause)) {
                pause = FIRST_PAUSE;
            } else {
                pause = pause.multipliedBy(2);
                pause = pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
            }
        }
    }

    /** Waits; returns whether it was woken. */
    private boolean await(Duration pause) throws InterruptedException {
        lock.lock();
        try {
            long left = pause.toNanos();
            while (!isWoken && left > 0) {
                left = changed.awaitNanos(left);
            }
            boolean woken = isWoken;
            isWoken = false;
            return woken;
        } finally {
            lock.unlock();
        }
    }

    private Fate received() {
        lock.lock();
        try {
            int files = tree.manifest().files();
            if (single == null && !left.isEmpty() && left.size() == files - unwanted) {
                return new Fate(
                        false,
                        given(
                                left.values().iterator().next()
                                        + ", and is not sent: send it again"));
            }
            String without =
                    single == null && unwanted > 0
                            ? ", but for %d that it does not want".formatted(unwanted)
                            : "";
            if (!left.isEmpty()) {
                Map.Entry<Integer, String> one = left.entrySet().iterator().next();
                without +=
                        " without %d of them: %s: %s"
                                .formatted(
                                        left.size(),
                                        Printable.line(
                                                tree.manifest().entries().get(one.getKey()).path()),
                                        one.getValue());
            }
            return new Fate(
                    true,
                    "%s has received %s (%s)%s"
                            .formatted(peerName(), tree.title(), amount(), without));
        } finally {
            lock.unlock();
        }
    }

    /** Tells the user that it waits. */
    private void paused(String reason) {
        Map<String, Object> fields = fields();
        fields.put("reason", reason);
        context.plugin()
                .show(
                        "%s to %s waits: %s; it goes on when %s is back"
                                .formatted(tree.title(), peerName(), reason, peerName()),
                        "file-paused",
                        fields);
    }

    /** Tells of the end, for people unless they know it already. */
    void tell(Fate fate, String notice) {
        Map<String, Object> fields = fields();
        if (!fate.isDone()) {
            fields.put("reason", fate.text());
        }
        context.plugin().alert(notice, fate.isDone() ? "file-sent" : "file-failed", fields);
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

    /** Begins a round of sending: some blocks are there. */
    void begin(BitSet skipped, BitSet there) {
        long wanted = 0;
        long have = 0;
        int without = 0;
        for (int entry = 0; entry < tree.manifest().entries().size(); entry++) {
            if (!skipped.get(entry)) {
                wanted += tree.manifest().entries().get(entry).size();
                int first = tree.manifest().firstBlock(entry);
                int end = tree.manifest().firstBlock(entry + 1);
                for (int b = there.nextSetBit(first);
                        b >= 0 && b < end;
                        b = there.nextSetBit(b + 1)) {
                    have += tree.manifest().length(b);
                }
            } else if (!tree.manifest().entries().get(entry).isFolder()
                    && !left.containsKey(entry)) {
                without++;
            }
        }
        endProgress();
        lock.lock();
        try {
            wasAccepted = true;
            unwanted = without;
            shown = Shown.begin(context, number, tree.title() + " to " + peerName(), wanted, have);
        } finally {
            lock.unlock();
        }
    }

    /** Notes bytes of files that were sent. */
    void advance(long bytes) {
        hasMoved |= bytes > 0;
        Shown now = shown;
        if (now != null) {
            now.advance(bytes);
        }
    }

    private void endProgress() {
        lock.lock();
        try {
            if (shown != null) {
                shown.close();
                shown = null;
            }
        } finally {
            lock.unlock();
        }
    }

    /** Notes an entry that could not be sent. */
    void leave(int entry, String reason) {
        lock.lock();
        try {
            left.put(entry, reason);
        } finally {
            lock.unlock();
        }
    }

    /** Returns the line about a receiver that has stopped. */
    String refusal(String reason) {
        if (wasAccepted) {
            return "%s has given up %s: %s".formatted(peerName(), tree.title(), reason);
        }
        return "%s refused %s".formatted(peerName(), tree.title())
                + (reason.isEmpty() ? "" : ": " + reason);
    }

    /** Returns the line about a transfer that has failed. */
    String failure(String reason) {
        return "%s to %s failed: %s".formatted(tree.title(), peerName(), reason);
    }

    /** Returns the line about a transfer that this side has ended. */
    String given(String reason) {
        return "%s to %s: %s".formatted(tree.title(), peerName(), reason);
    }

    private void close() {
        try {
            digests.close();
            Files.deleteIfExists(digestPath);
        } catch (IOException e) {
            context.plugin().logger().log(System.Logger.Level.DEBUG, "not closed", e);
        }
    }
}
