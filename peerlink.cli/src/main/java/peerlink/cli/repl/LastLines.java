package peerlink.cli.repl;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import peerlink.api.History;
import peerlink.api.HistoryLine;
import peerlink.api.HistoryQuery;
import peerlink.api.Peer;
import peerlink.api.PeerName;
import peerlink.api.Printable;
import peerlink.cli.text.EventLines;
import peerlink.cli.text.Line;
import peerlink.cli.text.ShownMessages;
import peerlink.cli.text.ShownTimes;

/**
 * Finds the lines to show when the chat with a peer is opened: the last ones, dimmed, those that
 * are new since the user left that chat, and the unread messages among them. A plugin that keeps a
 * history finds them; without one they are those that this chat has shown. Lines that are on the
 * screen already are left out. Safe for use by several threads.
 */
final class LastLines {
    private static final System.Logger LOG = System.getLogger(LastLines.class.getName());

    /** The number of lines that are shown. */
    static final int SHOWN = 10;

    /** The number of lines that are shown if so many are new; unread messages count in neither. */
    static final int MOST = 30;

    /** The time after which the user would take the lines for something new. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Supplier<Optional<History>> history;
    private final PeerName self;
    private final ReadMarks marks;
    private final ShownMessages shown;
    private final ShownTimes times;
    private final InstantSource clock;
    private final Duration patience;
    private final AtomicReference<@Nullable Instant> shownElsewhere = new AtomicReference<>();

    /** Returns those of a chat, by the system's clock. */
    static LastLines of(ChatParts parts, ChatMemory memory) {
        return new LastLines(
                parts.node()::history,
                parts.node().self().name(),
                memory.marks(),
                parts.events().shownMessages(),
                parts.events().times(),
                InstantSource.system());
    }

    /**
     * @param history returns the history that there is now
     * @param self the user's own name
     * @param marks up to when the user has seen each conversation
     * @param shown the messages that the chat has shown
     */
    LastLines(
            Supplier<Optional<History>> history,
            PeerName self,
            ReadMarks marks,
            ShownMessages shown,
            ShownTimes times,
            InstantSource clock) {
        this(history, self, marks, shown, times, clock, PATIENCE);
    }

    LastLines(
            Supplier<Optional<History>> history,
            PeerName self,
            ReadMarks marks,
            ShownMessages shown,
            ShownTimes times,
            InstantSource clock,
            Duration patience) {
        this.patience = patience;
        this.history = history;
        this.self = self;
        this.marks = marks;
        this.shown = shown;
        this.times = times;
        this.clock = clock;
    }

    /**
     * Notes that the user has seen all of the conversation with a peer that there is now. Later
     * starts know it if a history does.
     */
    void seen(Peer peer) {
        marks.seen(peer.id(), clock.instant(), history.get().isPresent());
    }

    /**
     * Notes that the terminal shows the conversation that is opened next already, by a process that
     * has ended.
     *
     * @param until the time up to which it does
     */
    void shownElsewhere(Instant until) {
        shownElsewhere.set(until);
    }

    /** Has the marks of seen conversations on the disk, as the chat ends. */
    void end() {
        marks.save();
    }

    /**
     * Returns the beginning of the chat with a peer. Waits two seconds at most for a history.
     *
     * @param unread the peer's unread messages
     * @param rows the height of the screen
     */
    ChatBeginning of(Peer peer, List<UnreadMessage> unread, int rows) {
        Optional<Instant> before = marks.of(peer.id());
        Instant until = shownElsewhere.getAndSet(null);
        List<ShownMessages.Shown> onScreen = new ArrayList<>(shown.onScreen(rows));
        List<UnreadMessage> waiting = new ArrayList<>(unread);
        List<ChatBeginning.Piece> pieces = new ArrayList<>();
        for (HistoryLine line : found(peer, unread.size()).reversed()) {
            UnreadMessage message = taken(waiting, line);
            if (message != null) {
                pieces.add(new ChatBeginning.Piece.Unread(message));
            } else if (isAfter(until, line.time()) && !isTaken(onScreen, line)) {
                pieces.add(new ChatBeginning.Piece.Earlier(line));
            }
        }
        waiting.reversed().forEach(message -> pieces.add(new ChatBeginning.Piece.Unread(message)));
        List<ChatBeginning.Piece> sorted =
                pieces.reversed().stream()
                        .sorted(Comparator.comparing(ChatBeginning.Piece::time))
                        .toList();
        int first = sorted.size();
        for (int i = sorted.size() - 1; i >= 0; i--) {
            ChatBeginning.Piece piece = sorted.get(i);
            if (isNew(piece, before)) {
                first = i;
            }
        }
        int fresh = sorted.size() - first;
        return new ChatBeginning(
                sorted.subList(Math.max(0, sorted.size() - Math.max(SHOWN, fresh)), sorted.size()),
                fresh,
                fresh == 0 ? Optional.empty() : Optional.of(since(before, sorted.get(first))));
    }

    private static Instant since(Optional<Instant> before, ChatBeginning.Piece first) {
        return before.filter(time -> time.isBefore(first.time())).orElse(first.time());
    }

    private static boolean isAfter(@Nullable Instant until, Instant time) {
        return until == null || time.isAfter(until);
    }

    /** Tells whether the user may not have seen a message. Own words are never new. */
    private static boolean isNew(ChatBeginning.Piece piece, Optional<Instant> before) {
        return switch (piece) {
            case ChatBeginning.Piece.Unread _ -> true;
            case ChatBeginning.Piece.Earlier(var line) ->
                    !line.isSent() && before.filter(line.time()::isAfter).isPresent();
        };
    }

    /** Takes the unread message of a line out of those that wait; null if there is none. */
    private static @Nullable UnreadMessage taken(List<UnreadMessage> waiting, HistoryLine line) {
        for (int i = waiting.size() - 1; i >= 0 && !line.isSent(); i--) {
            UnreadMessage message = waiting.get(i);
            if (Printable.lines(message.arrived().shown()).equals(line.text())) {
                return waiting.remove(i);
            }
        }
        return null;
    }

    private static boolean isTaken(List<ShownMessages.Shown> onScreen, HistoryLine line) {
        for (int i = 0; i < onScreen.size(); i++) {
            if (onScreen.get(i).is(line.peer(), line.isSent(), line.text())) {
                onScreen.remove(i);
                return true;
            }
        }
        return false;
    }

    /** Returns the last lines with a peer, the oldest first. */
    private List<HistoryLine> found(Peer peer, int unread) {
        Optional<History> now = history.get();
        return now.isPresent()
                ? asked(
                        now.get(),
                        HistoryQuery.newest(Math.min(HistoryQuery.MAX_LIMIT, MOST + unread))
                                .with(peer.id())
                                .before(clock.instant()),
                        peer)
                : remembered(peer);
    }

    private List<HistoryLine> remembered(Peer peer) {
        return shown.all().stream()
                .filter(message -> message.peer().equals(peer.id()))
                .map(
                        message ->
                                new HistoryLine(
                                        message.peer(),
                                        peer.name(),
                                        message.isSent(),
                                        message.at(),
                                        Optional.empty(),
                                        message.text()))
                .toList()
                .reversed();
    }

    private List<HistoryLine> asked(History asked, HistoryQuery query, Peer peer) {
        CompletableFuture<List<HistoryLine>> answer = new CompletableFuture<>();
        Thread.ofVirtual()
                .name("peerlink chat-history " + peer.id().shortForm())
                .start(
                        () -> {
                            try {
                                answer.complete(asked.find(query));
                            } catch (IOException | RuntimeException e) {
                                answer.completeExceptionally(e);
                            }
                        });
        try {
            return answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            // the chat goes on without
            LOG.log(Level.DEBUG, () -> "the last lines are not shown: " + Printable.reason(e));
            return List.of();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return List.of();
        }
    }

    /** Returns the line that says since when those below it are new. */
    Line sign(Instant since) {
        return Line.dim(EventLines.sign("new since " + times.minute(since)));
    }

    /**
     * Returns a message as it is shown again.
     *
     * @param isNew whether the user may not have seen it, and so sees all of it
     */
    Line line(HistoryLine line, Peer peer, boolean isNew) {
        Line time = Line.dim(times.before(ChatBeginning.time(line)));
        return (line.isSent()
                        ? time.and(Line.Tone.OWN, EventLines.direction(self, peer.name()))
                        : time.and(peer.id(), peer.name().text()))
                .and(
                        Line.Tone.DIM,
                        ": "
                                + (isNew
                                        ? EventLines.indented(line.text())
                                        : Printable.preview(line.text())));
    }

    /** Returns a message as one that the chat shows. */
    ShownMessages.Shown shown(HistoryLine line, Peer peer) {
        return new ShownMessages.Shown(
                peer.id(),
                line.isSent(),
                line.isSent() ? self.text() : peer.name().text(),
                ChatBeginning.time(line),
                line.text());
    }
}
