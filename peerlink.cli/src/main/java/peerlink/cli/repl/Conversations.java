package peerlink.cli.repl;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import peerlink.api.Peer;
import peerlink.api.PeerId;
import peerlink.api.Registration;
import peerlink.cli.text.ChatSetting;
import peerlink.cli.text.ChatSettings;
import peerlink.cli.text.EventLines;
import peerlink.cli.text.Line;
import peerlink.cli.text.View;
import peerlink.core.Node;
import peerlink.core.model.NodeEvent.MessageArrived;
import peerlink.core.model.Trust;

/**
 * The conversations of one chat: the one that is open, the others with their numbers and half-typed
 * lines, and where each message that arrives is shown. A number stays a conversation's until that
 * is closed.
 *
 * <p>The thread that reads the keyboard opens and closes conversations; any thread may ask, and
 * hand messages in.
 *
 * <p>The file is longer than most, as one lock guards the open conversation, its opening, the
 * numbers and the half-typed lines.
 */
final class Conversations implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Conversations.class.getName());

    /** The messages that are shown before they count as read. */
    private static final int AT_ONCE = 50;

    /**
     * A conversation with unread messages.
     *
     * @param number the one that keys and commands take
     * @param peer the peer under its present name
     */
    record Unread(int number, Peer peer, int messages) {}

    /** A conversation with its number. */
    record Numbered(int number, Peer peer) {}

    private final Node node;
    private final View view;
    private final EventLines events;
    private final ChatSettings settings;
    private final UnreadMessages unread;
    private final LastLines last;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private final Registration watch;
    private final ReentrantLock lock = new ReentrantLock();

    // the lock guards these
    private final TreeMap<Integer, Peer> numbers = new TreeMap<>();
    private final Map<PeerId, String> drafts = new HashMap<>();
    private String draftForNobody = "";
    private @Nullable Peer open;
    private @Nullable Peer previous;

    /** Stands for the opening that goes on; null if none does. */
    private @Nullable Object opening;

    /**
     * @param unread the profile's unread messages
     * @param last finds the lines with which a chat begins
     */
    Conversations(
            Node node,
            View view,
            EventLines events,
            ChatSettings settings,
            UnreadMessages unread,
            LastLines last) {
        this.node = node;
        this.view = view;
        this.events = events;
        this.settings = settings;
        this.unread = unread;
        this.last = last;
        this.watch = unread.watch(this::changed);
    }

    /** Adds a listener for changes. Any thread calls it; it must not block. */
    void onChange(Runnable listener) {
        listeners.add(listener);
    }

    private void changed() {
        listeners.forEach(Runnable::run);
    }

    /** Returns the open conversation's peer under its present name; null if none is open. */
    @Nullable Peer open() {
        Peer now;
        lock.lock();
        try {
            now = open;
        } finally {
            lock.unlock();
        }
        return now == null ? null : node.known(now);
    }

    /** Tells whether the conversation with a peer is open. */
    boolean isOpen(PeerId peer) {
        lock.lock();
        try {
            return open != null && open.id().equals(peer);
        } finally {
            lock.unlock();
        }
    }

    /** Tells whether the beginning of the open conversation is still being shown. */
    boolean isOpening() {
        lock.lock();
        try {
            return opening != null;
        } finally {
            lock.unlock();
        }
    }

    /** Returns the conversations with unread messages, that of the oldest message first. */
    List<Unread> unread() {
        List<Unread> all = new ArrayList<>();
        for (UnreadMessages.Waiting waiting : unread.waiting()) {
            Peer peer = node.known(waiting.peer());
            if (node.contacts().trustOf(peer) != Trust.BLOCKED) {
                all.add(new Unread(number(waiting.peer()), peer, waiting.messages()));
            }
        }
        return all;
    }

    /** Returns all conversations of this chat, by number. */
    List<Numbered> all() {
        unread(); // gives numbers to those that have none
        Map<Integer, Peer> now;
        lock.lock();
        try {
            now = new TreeMap<>(numbers);
        } finally {
            lock.unlock();
        }
        return now.entrySet().stream()
                .map(entry -> new Numbered(entry.getKey(), node.known(entry.getValue())))
                .toList();
    }

    /** Returns the peer of the conversation with a number; null if there is none. */
    @Nullable Peer numbered(int number) {
        return all().stream()
                .filter(one -> one.number() == number)
                .map(Numbered::peer)
                .findFirst()
                .orElse(null);
    }

    /** Returns the peer whose messages have waited longest and are unread; null if none are. */
    @Nullable Peer next() {
        Peer now = open();
        return unread().stream()
                .map(Unread::peer)
                .filter(peer -> now == null || !peer.id().equals(now.id()))
                .findFirst()
                .orElse(null);
    }

    /** Returns the peer whose conversation was open before the present one; null if none was. */
    @Nullable Peer previous() {
        Peer before;
        lock.lock();
        try {
            before = previous;
        } finally {
            lock.unlock();
        }
        return before == null ? null : node.known(before);
    }

    private int number(Peer peer) {
        lock.lock();
        try {
            int free = 1;
            for (Map.Entry<Integer, Peer> entry : numbers.entrySet()) {
                if (entry.getValue().id().equals(peer.id())) {
                    return entry.getKey();
                }
                free += entry.getKey() == free ? 1 : 0;
            }
            numbers.put(free, peer);
            return free;
        } finally {
            lock.unlock();
        }
    }

    /** Opens the conversation with a peer, and shows its last lines; null leaves the open one. */
    void open(@Nullable Peer peer) {
        Peer before;
        Object token = new Object();
        lock.lock();
        try {
            before = open;
            if (before != null && peer != null && before.id().equals(peer.id())) {
                open = peer;
                return;
            }
            open = peer;
            opening = peer == null ? null : token;
            if (before != null) {
                previous = before;
            }
            if (peer != null) {
                number(peer);
            }
        } finally {
            lock.unlock();
        }
        if (before != null) {
            last.left(before);
        }
        if (peer != null) {
            start(peer, token, true);
        }
        changed();
    }

    /** Closes the open conversation: its number is free, and its half-typed line is gone. */
    void closeOpen() {
        Peer now = open();
        if (now != null) {
            open(null);
            lock.lock();
            try {
                numbers.values().removeIf(peer -> peer.id().equals(now.id()));
                drafts.remove(now.id());
            } finally {
                lock.unlock();
            }
            changed();
        }
    }

    /** Keeps the half-typed line of the open conversation, or of none. */
    void draft(String text) {
        lock.lock();
        try {
            if (open == null) {
                draftForNobody = text;
            } else if (text.isEmpty()) {
                drafts.remove(open.id());
            } else {
                drafts.put(open.id(), text);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Takes the half-typed line of the open conversation, or of none; may be empty. */
    String takeDraft() {
        lock.lock();
        try {
            String text = open == null ? draftForNobody : drafts.getOrDefault(open.id(), "");
            draft("");
            return text;
        } finally {
            lock.unlock();
        }
    }

    private void start(Peer peer, Object token, boolean isBeginning) {
        Thread.ofVirtual()
                .name("peerlink chat-opener " + peer.id().shortForm())
                .start(() -> open(peer, token, isBeginning));
    }

    /** Shows the open conversation's beginning, and its messages until none is unread. */
    private void open(Peer peer, Object token, boolean isBeginning) {
        try {
            if (isBeginning) {
                begin(node.known(peer), token);
            }
            while (true) {
                List<UnreadMessage> more;
                lock.lock();
                try {
                    more = unread.of(peer.id());
                    if (opening != token || more.isEmpty()) {
                        opening = opening == token ? null : opening;
                        return;
                    }
                } finally {
                    lock.unlock();
                }
                more = more.subList(0, Math.min(AT_ONCE, more.size()));
                more.forEach(message -> events.earlier(message.arrived()));
                unread.shown(more.stream().map(UnreadMessage::arrived).toList());
            }
        } catch (UncheckedIOException e) {
            LOG.log(Level.DEBUG, "the terminal has gone, and messages stay unread", e);
        } finally {
            // else all that comes later would wait for this opening
            lock.lock();
            try {
                opening = opening == token ? null : opening;
            } finally {
                lock.unlock();
            }
        }
    }

    private void begin(Peer peer, Object token) {
        try {
            ChatBeginning beginning = last.of(peer, unread.of(peer.id()), view.surface().rows());
            if (isOpening(token)) {
                show(beginning, peer, token);
            }
        } catch (UncheckedIOException e) {
            throw e;
        } catch (RuntimeException e) {
            // a plugin's history may be at fault; the unread messages must be shown all the same
            LOG.log(Level.WARNING, "the last lines of a chat can't be shown", e);
        }
    }

    private boolean isOpening(Object token) {
        lock.lock();
        try {
            return opening == token;
        } finally {
            lock.unlock();
        }
    }

    private void show(ChatBeginning beginning, Peer peer, Object token) {
        List<ChatBeginning.Piece> pieces = beginning.pieces();
        int firstNew = pieces.size() - beginning.fresh();
        List<Line> dim = new ArrayList<>();
        List<MessageArrived> read = new ArrayList<>();
        for (int i = 0; i < pieces.size(); i++) {
            if (i == firstNew) {
                beginning.since().ifPresent(since -> dim.add(last.sign(since)));
            }
            switch (pieces.get(i)) {
                case ChatBeginning.Piece.Earlier(var line) -> {
                    dim.add(last.line(line, peer, i >= firstNew));
                    events.shownMessages().add(last.shown(line, peer));
                }
                case ChatBeginning.Piece.Unread(var message) -> {
                    flush(dim);
                    events.earlier(message.arrived());
                    read.add(message.arrived());
                    if (read.size() == AT_ONCE) {
                        flushRead(read);
                        if (!isOpening(token)) {
                            return;
                        }
                    }
                }
            }
        }
        flush(dim);
        flushRead(read);
    }

    private void flush(List<Line> lines) {
        if (!lines.isEmpty()) {
            view.print(Line.below(lines));
            lines.clear();
        }
    }

    private void flushRead(List<MessageArrived> read) {
        unread.shown(read);
        read.clear();
    }

    /**
     * Shows a message, or keeps it until its conversation is opened. Returns when it is on the
     * screen or on the disk.
     */
    void accept(MessageArrived arrived) {
        if (arrived.shown().isEmpty() && !arrived.message().isText()) {
            events.accept(arrived); // a handler shows it
            return;
        }
        String others = settings.word(ChatSetting.OTHERS);
        boolean isOpen;
        boolean isShown;
        lock.lock();
        try {
            Peer now = open;
            isOpen = now != null && now.id().equals(arrived.peer().id());
            isShown = isOpen ? opening == null : now == null || others.equals("full");
        } finally {
            lock.unlock();
        }
        if (isShown) {
            shown(arrived, isOpen);
            return;
        }
        try {
            unread.keep(arrived);
        } catch (IOException e) {
            LOG.log(Level.WARNING, "a message can't be kept as unread, and is shown", e);
            shown(arrived, isOpen);
            return;
        }
        if (!isOpen) {
            number(arrived.peer());
            tell(arrived, others);
        }
        showIfOpen(arrived.peer());
    }

    private void shown(MessageArrived arrived, boolean isOpen) {
        events.accept(arrived);
        unread.shown(arrived);
        if (!isOpen) {
            number(arrived.peer());
            last.seen(arrived.peer());
        }
    }

    /** Tells of a message that waits, as the user wants it. */
    private void tell(MessageArrived arrived, String others) {
        int waiting = unread.of(arrived.peer().id()).size();
        boolean isTold = others.equals("line");
        // where no other line has the numbers, the first message is told
        boolean isFirst = waiting == 1 && !hasStatusLine();
        if (waiting > 0 && (isTold || isFirst)) {
            events.unread(arrived, waiting, isTold);
        }
    }

    private boolean hasStatusLine() {
        return view.hasStatusLine();
    }

    /** Shows what was kept, if its conversation was opened, or done with its opening, meanwhile. */
    private void showIfOpen(Peer peer) {
        Object token = new Object();
        lock.lock();
        try {
            Peer now = open;
            if (now == null || !now.id().equals(peer.id()) || opening != null) {
                return;
            }
            opening = token;
        } finally {
            lock.unlock();
        }
        start(peer, token, false);
    }

    /** Tells whether messages that the user sends elsewhere to a peer are shown here. */
    boolean showsSentTo(Peer peer) {
        Peer now = open();
        return now == null
                || now.id().equals(peer.id())
                || settings.word(ChatSetting.OTHERS).equals("full");
    }

    /** Ends the chat. Its peer stays known: a chat that goes on elsewhere opens it again. */
    @Override
    public void close() {
        watch.close();
        Peer now = open();
        if (now != null) {
            last.left(now);
        }
        last.end();
    }
}
