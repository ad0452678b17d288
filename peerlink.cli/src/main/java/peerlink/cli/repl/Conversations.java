package peerlink.cli.repl;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import peerlink.api.Peer;
import peerlink.api.PeerId;
import peerlink.api.Registration;
import peerlink.cli.text.ChatSetting;
import peerlink.cli.text.ChatSettings;
import peerlink.cli.text.EventLines;
import peerlink.cli.text.View;
import peerlink.core.Node;
import peerlink.core.model.NodeEvent.MessageArrived;
import peerlink.core.model.Trust;

/**
 * The conversations of one chat: the one that is open, the others, and where each message that
 * arrives is shown.
 *
 * <p>The thread that reads the keyboard opens and closes conversations; any thread may ask, and
 * hand messages in.
 *
 * <p>The file is longer than most, as one lock guards the open conversation and its opening, which
 * decide where a message goes.
 */
final class Conversations implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Conversations.class.getName());

    private final Node node;
    private final View view;
    private final EventLines events;
    private final ChatSettings settings;
    private final UnreadMessages unread;
    private final Drafts.OfChat drafts;
    private final LastLines last;
    private final Beginnings beginnings;
    private final ConversationList list;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private final Registration watch;
    private final ReentrantLock lock = new ReentrantLock();

    private volatile String draftForNobody = "";
    private volatile boolean isJustOpened;

    // the lock guards these
    private @Nullable Peer open;
    private @Nullable Peer previous;

    /** Stands for the opening that goes on; null if none does. */
    private @Nullable Object opening;

    /**
     * @param memory the unread messages and half-typed lines of the profile
     * @param last finds the lines with which a chat begins
     * @param place the terminal on which lines are typed
     */
    Conversations(ChatParts parts, ChatMemory memory, LastLines last, Drafts.Place place) {
        this.node = parts.node();
        this.view = parts.view();
        this.events = parts.events();
        this.settings = parts.config().settings();
        this.unread = memory.unread();
        this.drafts =
                memory.drafts()
                        .begin(
                                () -> !settings.word(ChatSetting.INPUT_HISTORY).equals("off"),
                                place);
        this.list = new ConversationList(node, unread, drafts);
        this.last = last;
        this.beginnings = new Beginnings(view, events, unread, last);
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

    /** Returns the conversations with their numbers. */
    ConversationList list() {
        return list;
    }

    /** Returns the peer whose messages have waited longest and are unread; null if none are. */
    @Nullable Peer next() {
        Peer now = open();
        return list.unread().stream()
                .map(ConversationList.Unread::peer)
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

    /** Opens the conversation with a peer, and shows its last lines; null leaves the open one. */
    void open(@Nullable Peer peer) {
        Peer before;
        boolean isSeen;
        Object token = new Object();
        lock.lock();
        try {
            before = open;
            if (before != null && peer != null && before.id().equals(peer.id())) {
                open = peer;
                return;
            }
            isSeen = opening == null;
            open = peer;
            opening = peer == null ? null : token;
            if (before != null) {
                previous = before;
            }
        } finally {
            lock.unlock();
        }
        if (before != null && isSeen) {
            last.seen(before);
        }
        if (peer != null) {
            list.add(peer);
            isJustOpened = true;
            start(peer, token, true);
        }
        changed();
    }

    /** Closes a conversation: its number is free, and its half-typed line is gone. */
    void close(Peer peer) {
        if (isOpen(peer.id())) {
            open(null);
        }
        list.remove(peer.id());
        drafts.drop(peer.id());
        changed();
    }

    /** Keeps the half-typed line of the open conversation, or of none. */
    void draft(String text) {
        Peer now = open();
        if (now == null) {
            draftForNobody = text;
        } else {
            drafts.put(now, text);
        }
    }

    /** Keeps the line that is being typed, so that it outlives the process. */
    void typing(TypedLine.State line) {
        drafts.typing(line);
    }

    /** Takes the half-typed line of the open conversation, or of none; may be empty. */
    String takeDraft() {
        Peer now = open();
        boolean isOpened = isJustOpened;
        isJustOpened = false;
        if (now != null) {
            return drafts.take(now.id(), isOpened);
        }
        String text = draftForNobody;
        draftForNobody = "";
        return text;
    }

    /**
     * Has the line that an earlier chat has left, unless the user types one already.
     *
     * @param offer puts a line into the one being typed; false if that is not empty
     */
    void bringDraft(Predicate<String> offer) {
        String left = takeDraft();
        if (!left.isEmpty() && !offer.test(left)) {
            giveBack(left); // for the line after this one
        }
    }

    /** Gives back the line of the conversation just opened, as another one is being typed. */
    void giveBack(String text) {
        Peer now = open();
        if (now != null) {
            drafts.giveBack(now, text);
            isJustOpened = true;
        }
    }

    /** Notes that the line of the conversation just opened is there already, from elsewhere. */
    void begunElsewhere() {
        isJustOpened = false;
    }

    /** Returns what becomes of the half-typed lines if the chat ends now. */
    Drafts.Left ifLeft() {
        return drafts.ifLeft();
    }

    /**
     * Leaves the half-typed lines to later chats.
     *
     * @param isHandedOver whether another process goes on with the line being typed
     */
    Drafts.Left leaveDrafts(boolean isHandedOver) {
        return drafts.leave(isHandedOver);
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
                beginnings.show(node.known(peer), () -> isOpening(token));
            }
            while (isStillOpening(peer, token)) {
                beginnings.showUnread(peer.id());
            }
            if (isOpen(peer.id())) {
                last.seen(peer);
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

    /** Tells whether an opening has unread messages to show; it ends if there are none. */
    private boolean isStillOpening(Peer peer, Object token) {
        lock.lock();
        try {
            boolean isOn = opening == token && !unread.of(peer.id()).isEmpty();
            opening = opening == token && !isOn ? null : opening;
            return isOn;
        } finally {
            lock.unlock();
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
            unread.keep(arrived, this::isBlocked);
        } catch (IOException e) {
            LOG.log(Level.WARNING, "a message can't be kept as unread, and is shown", e);
            shown(arrived, isOpen);
            return;
        }
        if (!isOpen) {
            list.add(arrived.peer());
            tell(arrived, others);
        }
        showIfOpen(arrived.peer());
    }

    private void shown(MessageArrived arrived, boolean isOpen) {
        events.accept(arrived);
        unread.shown(arrived);
        last.seen(arrived.peer());
        if (!isOpen) {
            list.add(arrived.peer());
        }
    }

    private boolean isBlocked(Peer peer) {
        return node.contacts().trustOf(peer) == Trust.BLOCKED;
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
        if (now != null && !isOpening()) {
            last.seen(now);
        }
        drafts.leave(false);
        last.end();
    }
}
