package peerlink.cli.repl;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import peerlink.api.History;
import peerlink.api.HistoryLine;
import peerlink.api.HistoryQuery;
import peerlink.api.Peer;
import peerlink.api.PeerName;
import peerlink.api.Printable;
import peerlink.cli.text.EventLines;
import peerlink.cli.text.Line;
import peerlink.cli.text.ShownTimes;
import peerlink.cli.text.View;

/**
 * Shows the last lines with a peer when the chat with it is opened, dimmed, and which of them are
 * new since the user left that chat. A plugin that keeps a history finds them, on its own threads:
 * the chat never waits for it, and what comes too late is not shown. Safe for use by several
 * threads.
 */
final class LastLines implements ChatTurns {
    private static final System.Logger LOG = System.getLogger(LastLines.class.getName());

    /** The number of lines that are shown. */
    static final int SHOWN = 10;

    /** The number of lines that are shown if so many are new. */
    static final int MOST = 30;

    /** The time after which the user would take the lines for something new. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Supplier<Optional<History>> history;
    private final PeerName self;
    private final LeftChats left;
    private final View view;
    private final ShownTimes times;
    private final InstantSource clock;

    /**
     * @param history returns the history that there is now
     * @param self the user's own name
     * @param profile the profile's folder
     */
    LastLines(
            Supplier<Optional<History>> history,
            PeerName self,
            Path profile,
            View view,
            ShownTimes times,
            InstantSource clock) {
        this.history = history;
        this.self = self;
        this.left = new LeftChats(profile);
        this.view = view;
        this.times = times;
        this.clock = clock;
    }

    @Override
    public void opened(Peer peer) {
        Optional<History> now = history.get();
        if (now.isPresent()) {
            Instant opened = clock.instant();
            Thread.ofVirtual()
                    .name("peerlink chat-history " + peer.id().shortForm())
                    .start(() -> show(peer, now.get(), opened));
        }
    }

    @Override
    public void left(Peer peer) {
        if (history.get().isPresent()) {
            left.note(peer.id(), clock.instant());
        }
    }

    private void show(Peer peer, History asked, Instant opened) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        try {
            List<HistoryLine> found =
                    asked.find(HistoryQuery.newest(MOST).with(peer.id()).before(opened));
            if (!found.isEmpty() && System.nanoTime() - end < 0) {
                view.show(Line.below(lines(found, peer, left.of(peer.id()))));
            }
        } catch (IOException | RuntimeException e) {
            // the chat goes on without
            LOG.log(Level.DEBUG, () -> "the last lines are not shown: " + Printable.reason(e));
        }
    }

    /** Returns the lines to show, with one before those that are new. */
    private List<Line> lines(List<HistoryLine> found, Peer peer, Optional<Instant> since) {
        int fresh =
                (int)
                        found.stream()
                                .filter(line -> since.isPresent())
                                .filter(line -> line.time().isAfter(since.orElseThrow()))
                                .count();
        int shown = Math.min(found.size(), Math.max(SHOWN, fresh));
        List<Line> lines = new ArrayList<>();
        for (int i = found.size() - shown; i < found.size(); i++) {
            if (i == found.size() - fresh) {
                lines.add(
                        Line.dim(
                                EventLines.sign(
                                        "new since you left, "
                                                + times.minute(since.orElseThrow()))));
            }
            HistoryLine line = found.get(i);
            boolean isNew = i >= found.size() - fresh;
            lines.add(
                    Line.dim(
                            "%s %s: %s"
                                    .formatted(
                                            times.minute(line.time()),
                                            line.isSent() ? self : peer.name(),
                                            isNew
                                                    ? EventLines.indented(line.text())
                                                    : Printable.preview(line.text()))));
        }
        return lines;
    }
}
