package peerlink.cli.repl;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import peerlink.api.Command;
import peerlink.api.Peer;
import peerlink.cli.local.EventFan;
import peerlink.cli.local.EventScreen;
import peerlink.cli.node.ChatConfig;
import peerlink.cli.program.CliException;
import peerlink.cli.terminal.Keyboard;
import peerlink.cli.terminal.OwnTerminal;
import peerlink.cli.terminal.RemoteTerminal;
import peerlink.cli.terminal.TerminalView;
import peerlink.cli.text.ChatSetting;
import peerlink.cli.text.ContactLines;
import peerlink.cli.text.EventLines;
import peerlink.cli.text.Line;
import peerlink.cli.text.ShownTimes;
import peerlink.core.Node;
import peerlink.core.model.Invite;

/**
 * Runs the chat on one terminal, from its first line to the last. Several run at one node. The
 * thread that makes a session reads the keyboard, and so runs {@link #run}. The user types from
 * then on; lines are carried out once the session has {@linkplain #begin begun} at its node.
 */
public final class ChatSession implements AutoCloseable {
    /** The exit code of a process that SIGTERM ended. */
    public static final int TERMINATED = 128 + 15;

    /** The pause between two times that the line being typed is written to the disk. */
    private static final Duration TO_DISK = Duration.ofSeconds(1);

    private final ChatPlace place;
    private final Keyboard keyboard;
    private final TypedLine typedLine;
    private final TerminalView view;
    private final EventLines events;
    private final Notifications notifications;
    private final ChatEvents screen;
    private final ChatLoop loop;
    private final Farewell farewell;
    private final TypedCompletion completion = new TypedCompletion();
    private volatile @Nullable Repl repl;
    private boolean isOver;

    private ChatSession(
            ChatPlace place, Function<TypedCompletion, Keyboard> opened, Runnable onLeft) {
        this.place = place;
        this.keyboard = opened.apply(completion);
        this.keyboard.begin(place.draft());
        this.typedLine = new TypedLine(place.draft(), this::openPeer);
        this.keyboard.onDraft(typedLine::changed);
        ChatConfig config = place.config();
        this.view =
                new TerminalView(
                        keyboard.reader(), place.environment().colours(), config.settings());
        this.events =
                new EventLines(
                        view,
                        new ShownTimes(InstantSource.system(), place.zone(), config.settings()),
                        ContactLines.inChat(),
                        place.options());
        this.events.presence(config.settings().isOn(ChatSetting.PRESENCE));
        this.notifications = new Notifications(view, config, keyboard.attention()::isAway);
        keyboard.attention().onReturn(notifications::end);
        this.screen =
                new ChatEvents(
                        place,
                        view,
                        events,
                        notifications,
                        keyboard::promptChanged,
                        onLeft,
                        () -> repl);
        this.farewell = new Farewell(view, place.options());
        this.loop =
                new ChatLoop(
                        place.self(), keyboard, view, typedLine, () -> repl, screen::statusChanged);
        keyboard.use(
                config.settings(),
                config.folder(),
                place.environment(),
                new KnownCommands(this::commands, new Aliases(config, this::commands)));
        keyboard.hold();
    }

    /** Returns the chat's commands; none before it has begun. */
    private Collection<Command> commands() {
        Repl running = repl;
        return running == null ? List.of() : running.calls().all();
    }

    /** Makes a session on this process's terminal, which it closes at its end. */
    public static ChatSession on(OwnTerminal own, ChatPlace place) {
        return new ChatSession(
                place,
                typing -> Keyboard.of(own, typing::words, typing::complete, place.environment()),
                () -> {});
    }

    /**
     * Makes a session on the terminal of another process.
     *
     * @param onLeft called when the terminal has taken nothing for too long; must not block
     */
    public static ChatSession on(RemoteTerminal remote, ChatPlace place, Runnable onLeft) {
        return new ChatSession(
                place,
                typing -> Keyboard.of(remote, typing::words, typing::complete, place.environment()),
                onLeft);
    }

    /**
     * Begins the chat at a node. Does nothing if the user has left already. Any thread may call,
     * once.
     *
     * @param fan the node's events, of which the caller tells this session
     * @param memory what all chats at the node share
     * @param notices lines for the user at the beginning
     */
    public void begin(Node node, EventFan fan, ChatMemory memory, List<Line> notices)
            throws CliException {
        List<Invite> invites = InvitedPeers.invites(place.options());
        ChatParts parts = new ChatParts(node, view, events, place.config());
        LastLines last = LastLines.of(parts, memory);
        Repl opened = open(parts, fan, memory, last);
        if (!isTaken(opened)) {
            opened.close();
            return;
        }
        screen.keep(
                new StatusLine(
                        node,
                        opened.open()::peer,
                        opened.conversations().list()::unread,
                        view::statusLine));
        opened.conversations().onChange(screen::statusChanged);
        completion.by(
                new ReplCompleter(
                        opened.calls()::all,
                        typed -> ReplCompleter.nameable(node, typed),
                        opened.conversations().list()::unreadByPeer,
                        place.folder(),
                        place.environment().userHome()));
        notifications.self(node.self().name().text());
        if (place.shownUntil() == null) {
            view.show(Welcome.banner(node));
        }
        if (!place.notice().isEmpty()) {
            view.show(Line.dim(place.notice()));
        }
        if (!place.isFirst()) {
            events.present(node.online());
        }
        notices.forEach(view::show);
        screen.begin(node);
        InvitedPeers invited = new InvitedPeers(node, view, opened);
        invites.forEach(invite -> invited.connect(invite, invite.id().equals(place.invited())));
        if (place.peer() != null) {
            Instant until = place.shownUntil();
            if (until != null) {
                last.shownElsewhere(until);
            }
            opened.openPeer(place.peer());
        }
        if (place.hasLine()) {
            opened.conversations().begunElsewhere();
        } else {
            opened.conversations().bringDraft(keyboard::offer);
        }
        typedLine.tell(TO_DISK, "peerlink chat-draft", opened.conversations()::typing);
        typedLine.tellNow(); // the terminal's process may know of no peer yet
        keyboard.promptChanged();
        screen.statusChanged();
        keyboard.take();
    }

    private Repl open(ChatParts parts, EventFan fan, ChatMemory memory, LastLines last) {
        Drafts.Place terminal = new Drafts.Place(place.terminal(), place.shownUntil() != null);
        return new Repl(
                parts,
                new Conversations(parts, memory, last, terminal),
                place.folder(),
                keyboard::editNext,
                (delivery, peer) -> {
                    fan.sent(delivery, peer, screen);
                    screen.follow(delivery);
                });
    }

    /** Makes this the session's chat, unless the user has left. */
    private synchronized boolean isTaken(Repl opened) {
        if (!isOver) {
            repl = opened;
        }
        return !isOver;
    }

    /** Ends the chat at the node, if it has begun. A signal breaks nothing off from now on. */
    private void end() {
        Repl last;
        synchronized (this) {
            last = isOver ? null : repl;
            isOver = true;
            loop.over();
        }
        if (last != null) {
            boolean goesOn = loop.isHandedOver();
            farewell.drafts(last.conversations().leaveDrafts(goesOn), goesOn);
            last.close();
        }
    }

    /**
     * Reads what the user types until the user leaves or {@link #stop} is called.
     *
     * @return the exit code
     */
    public int run() {
        try {
            loop.run();
        } finally {
            end();
        }
        return loop.exitCode();
    }

    /** Returns the line as it was when {@link #stop} ended the reading. */
    public String unfinished() {
        return keyboard.unfinished();
    }

    /** Tells whether that line had been entered, and waited for the chat to begin. */
    public boolean wasEntered() {
        return keyboard.wasEntered();
    }

    /** Ends the chat soon, with an exit code. Any thread may call. */
    public synchronized void stop(int code) {
        if (isOver) {
            return; // the thread is on its way out, and must not be interrupted
        }
        loop.stop(code);
    }

    /**
     * Ends the chat soon, as it goes on elsewhere with the line being typed. A chat that ends
     * already is not handed over.
     */
    public synchronized void handOver(int code) {
        if (!isOver) {
            loop.handOver(code);
        }
    }

    private @Nullable Peer openPeer() {
        Repl running = repl;
        return running == null ? null : running.open().peer();
    }

    /** Returns the line being typed. */
    public TypedLine typedLine() {
        return typedLine;
    }

    /** Shows a line. */
    public void show(Line line) {
        view.show(line);
    }

    /** Returns the screen, which is told of the node's events. */
    public EventScreen screen() {
        return screen;
    }

    /** Prints what remains, and restores the terminal. */
    @Override
    public void close() throws IOException {
        end(); // unless it was run
        screen.end();
        view.close();
    }

    /** Shows how many messages are left in the outbox when the chat ends. */
    public void tellLeft(Node node) throws IOException {
        farewell.outbox(node);
    }
}
