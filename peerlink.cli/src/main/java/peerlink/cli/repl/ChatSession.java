package peerlink.cli.repl;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import peerlink.api.Address;
import peerlink.api.Command;
import peerlink.api.Delivery;
import peerlink.api.Peer;
import peerlink.api.PeerId;
import peerlink.cli.local.EventFan;
import peerlink.cli.local.EventScreen;
import peerlink.cli.node.ChatConfig;
import peerlink.cli.node.Invites;
import peerlink.cli.program.CliException;
import peerlink.cli.program.CommandWords;
import peerlink.cli.program.ExitCode;
import peerlink.cli.terminal.Keyboard;
import peerlink.cli.terminal.OwnTerminal;
import peerlink.cli.terminal.RemoteTerminal;
import peerlink.cli.terminal.Suggestion;
import peerlink.cli.terminal.TerminalView;
import peerlink.cli.text.ChatSetting;
import peerlink.cli.text.ContactLines;
import peerlink.cli.text.EventLines;
import peerlink.cli.text.Line;
import peerlink.cli.text.OutboxRow;
import peerlink.cli.text.PeerRows;
import peerlink.cli.text.ShownTimes;
import peerlink.core.Node;
import peerlink.core.model.Invite;
import peerlink.core.model.NodeEvent;

/**
 * Runs the chat on one terminal, from its first line to the last. Several run at one node. The
 * thread that makes a session reads the keyboard, and so runs {@link #run}. The user types from
 * then on; lines are carried out once the session has {@linkplain #begin begun} at its node.
 *
 * <p>The file is longer than most, as the order of the parts' beginnings and ends is its subject.
 */
public final class ChatSession implements EventScreen, AutoCloseable {
    /** The longest wait for a registry before the welcome. */
    private static final int REGISTRY_MILLIS = 3_000;

    /**
     * The wait for other peers after that: too short to be noticed, and long enough, as the
     * registry sends its peers at once.
     */
    private static final int SOMEBODY_MILLIS = 300;

    /** The exit code of a process that SIGTERM ended. */
    public static final int TERMINATED = 128 + 15;

    private static final int INTERRUPTED = 128 + 2;

    /** The pause between two times that the line being typed is written to the disk. */
    private static final Duration TO_DISK = Duration.ofSeconds(1);

    private final ChatPlace place;
    private final Keyboard keyboard;
    private final TypedLine typedLine;
    private final TerminalView view;
    private final EventLines events;
    private final Notifications notifications;
    private final Runnable onLeft;
    private final CountDownLatch banner = new CountDownLatch(1);
    private final CountDownLatch registry;
    private final CountDownLatch somebody;
    private final AtomicInteger exitCode = new AtomicInteger(ExitCode.OK);
    private volatile @Nullable ReplCompleter completer;
    private volatile @Nullable Repl repl;
    private volatile @Nullable StatusLine status;
    private boolean isOver;
    private volatile boolean isStopped;
    private volatile boolean isHandedOver;

    private ChatSession(ChatPlace place, OpenKeyboard opened, Runnable onLeft) {
        this.place = place;
        this.onLeft = onLeft;
        this.registry = new CountDownLatch(place.isFirst() ? 1 : 0);
        this.somebody = new CountDownLatch(place.isFirst() ? 1 : 0);
        this.keyboard = opened.on(new Typing(this));
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
        return running == null ? List.of() : running.commands();
    }

    private interface OpenKeyboard {
        Keyboard on(Typing typing);
    }

    /** Answers the keyboard. */
    private record Typing(ChatSession session) {
        CommandWords words(String line) {
            ReplCompleter ready = session.completer;
            return ready == null ? CommandWords.split(line) : ready.words(line);
        }

        List<Suggestion> complete(String line) {
            ReplCompleter ready = session.completer;
            return ready == null ? List.of() : ready.complete(line);
        }
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
        List<Invite> invites = new ArrayList<>();
        for (String text : place.options().invites) {
            invites.add(Invites.parse(text));
        }
        LastLines last = last(node, memory);
        Repl opened = open(node, fan, memory, last);
        if (!isTaken(opened)) {
            opened.close();
            return;
        }
        status =
                new StatusLine(
                        node,
                        opened::chat,
                        opened.conversations().list()::unread,
                        view::statusLine);
        opened.conversations().onChange(this::statusChanged);
        completer =
                new ReplCompleter(
                        opened::commands,
                        typed -> completable(node, typed),
                        opened.conversations().list()::unreadByPeer,
                        place.folder(),
                        place.environment().userHome());
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
        banner.countDown();
        Thread.ofVirtual().name("peerlink chat-welcome").start(() -> welcome(node));
        InvitedPeers invited = new InvitedPeers(node, view, opened);
        invites.forEach(invite -> invited.connect(invite, invite.id().equals(place.invited())));
        if (place.peer() != null) {
            Instant until = place.shownUntil();
            if (until != null) {
                last.shownElsewhere(until);
            }
            opened.open(place.peer());
        }
        bringDraft(opened.conversations());
        typedLine.tell(TO_DISK, "peerlink chat-draft", opened.conversations()::typing);
        typedLine.tellNow(); // the terminal's process may know of no peer yet
        keyboard.promptChanged();
        statusChanged();
        keyboard.take();
    }

    /**
     * Has the line that an earlier chat has left, unless the user types one already. A chat that
     * goes on has its own line, though empty: what is in the file may be typed on another terminal,
     * which is about to bring it.
     */
    private void bringDraft(Conversations all) {
        if (!place.draft().isEmpty() || place.shownUntil() != null) {
            all.begunElsewhere();
            return;
        }
        String left = all.takeDraft();
        if (!left.isEmpty() && !keyboard.offer(left)) {
            all.giveBack(left); // for the line after this one
        }
    }

    private LastLines last(Node node, ChatMemory memory) {
        return new LastLines(
                node::history,
                node.self().name(),
                memory.marks(),
                events.shownMessages(),
                events.times(),
                InstantSource.system());
    }

    private Repl open(Node node, EventFan fan, ChatMemory memory, LastLines last) {
        ChatParts parts = new ChatParts(node, view, events, place.config());
        Drafts.Place terminal = new Drafts.Place(place.terminal(), place.shownUntil() != null);
        return new Repl(
                parts,
                new Conversations(parts, memory, last, terminal),
                place.folder(),
                keyboard::editNext,
                (delivery, peer) -> {
                    fan.sent(delivery, peer, this);
                    follow(delivery);
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
            if (isStopped) {
                Thread.interrupted(); // it was for the keyboard
            }
        }
        if (last != null) {
            leaveDrafts(last.conversations().leaveDrafts(isHandedOver));
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
            loop();
        } finally {
            end();
        }
        return exitCode.get();
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
        exitCode.set(code);
        isStopped = true;
        typedLine.end();
        keyboard.stop();
    }

    /**
     * Ends the chat soon, as it goes on elsewhere with the line being typed. A chat that ends
     * already is not handed over.
     */
    public synchronized void handOver(int code) {
        if (!isOver) {
            isHandedOver = true;
            stop(code);
        }
    }

    private @Nullable Peer openPeer() {
        Repl running = repl;
        return running == null ? null : running.chat();
    }

    /** Returns the line being typed. */
    public TypedLine typedLine() {
        return typedLine;
    }

    /** Shows a line. */
    public void show(Line line) {
        view.show(line);
    }

    @Override
    public boolean isDispensable() {
        return !place.isFirst();
    }

    @Override
    public void left() {
        onLeft.run();
    }

    @Override
    public void lost(long messages) {
        view.show(
                Line.warning(
                        "%d older messages, yours among them, are not shown: too many waited; bots of this profile have had them"
                                .formatted(messages)));
    }

    @Override
    public void missed(int missed) {
        view.show(
                Line.warning(
                        "%d events were not shown here: the screen took none".formatted(missed)));
    }

    @Override
    public void sent(Delivery delivery, Peer peer) {
        Repl running = repl;
        if (running != null && !running.ended()) {
            running.sentElsewhere(delivery, peer);
            follow(delivery);
        }
    }

    private void follow(Delivery delivery) {
        StatusLine line = status;
        if (line != null) {
            line.follow(delivery);
        }
    }

    private void statusChanged() {
        StatusLine line = status;
        if (line != null) {
            line.changed();
        }
    }

    /** Prints what remains, and restores the terminal. */
    @Override
    public void close() throws IOException {
        end(); // unless it was run
        banner.countDown();
        StatusLine line = status;
        if (line != null) {
            line.end();
        }
        notifications.end();
        view.close();
    }

    /**
     * Returns the peers that the user may want to name, including those that registries listed
     * before. Without typed text, these are only the latest.
     */
    private static List<Peer> completable(Node node, String typed) {
        Map<PeerId, Peer> all = new LinkedHashMap<>();
        node.peers().forEach(peer -> all.put(peer.id(), peer));
        node.lastKnown().stream()
                .limit(typed.isEmpty() ? ChatCommands.MOST_AWAY : Long.MAX_VALUE)
                .forEach(known -> all.putIfAbsent(known.peer().id(), known.peer()));
        return List.copyOf(all.values());
    }

    /** Shows how many messages are left in the outbox when the chat ends. */
    public void tellLeft(Node node) throws IOException {
        int left = node.outbox().waiting().size();
        if (left > 0) {
            view.show(
                    Line.dim(OutboxRow.count(left) + " in the outbox: delivered once ")
                            .and(Line.Tone.COMMAND, place.options().callOnline(""))
                            .and(Line.Tone.DIM, " or ")
                            .and(Line.Tone.COMMAND, place.options().callOnline("listen"))
                            .and(Line.Tone.DIM, " runs and the peer is there"));
        }
    }

    @Override
    public void accept(NodeEvent event) {
        if (event instanceof NodeEvent.MessageArrived) {
            awaitBanner();
        }
        Repl running = repl;
        if (event instanceof NodeEvent.MessageArrived arrived && running != null) {
            running.conversations().accept(arrived);
        } else {
            events.accept(event);
        }
        notifications.accept(event);
        statusChanged();
        switch (event) {
            case NodeEvent.ContactsChanged _ -> {
                if (running != null) {
                    running.renamed();
                }
                keyboard.promptChanged();
            }
            case NodeEvent.MessageArrived arrived -> {
                if (running != null) {
                    running.wrote(arrived.peer());
                }
            }
            case NodeEvent.DirectoryConnected(var directory) -> answered(directory);
            case NodeEvent.DirectoryLost(var directory, var _) -> answered(directory);
            case NodeEvent.PeerAppeared(var peer) -> {
                somebody.countDown();
                // the peer may go by another name than before
                changed(running, peer.id());
            }
            case NodeEvent.PeerLeft(var peer) -> changed(running, peer.id());
            case NodeEvent.PeersUnlisted(var _, var peers) ->
                    peers.forEach(peer -> changed(running, peer.id()));
            case NodeEvent.LinkOpened opened -> changed(running, opened.peer().id());
            case NodeEvent.LinkClosed closed -> changed(running, closed.peer().id());
            default -> {
                // neither the welcome nor the prompt waits for other events
            }
        }
    }

    /** Shows the prompt anew if it has the peer. */
    private void changed(@Nullable Repl running, PeerId peer) {
        if (running != null && running.conversations().isOpen(peer)) {
            keyboard.promptChanged();
        }
    }

    /** Lets messages that have waited appear below the first line. */
    private void awaitBanner() {
        try {
            banner.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void answered(Address directory) {
        // the local network is there at once, and says nothing of those who are there
        if (!EventLines.isLocalNetwork(directory)) {
            registry.countDown();
        }
    }

    /** Shows what to do next, once directories have had the time to tell who is there. */
    private void welcome(Node node) {
        try {
            registry.await(REGISTRY_MILLIS, TimeUnit.MILLISECONDS);
            somebody.await(SOMEBODY_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        Repl running = repl;
        if (running != null) {
            running.presenceKnown();
            keyboard.promptChanged();
        }
        if (place.shownUntil() != null) {
            return; // the terminal shows all that already
        }
        if (running != null) {
            new Welcome(node, view, place.options(), running.conversations()).show();
        }
    }

    private String prompt() {
        Repl running = repl;
        return running == null ? place.self() + "> " : running.prompt();
    }

    private void loop() {
        boolean warned = false;
        while (true) {
            statusChanged();
            Repl begun = repl;
            if (begun != null) {
                if (begun.ended()) {
                    return;
                }
                String draft = begun.conversations().takeDraft();
                if (!draft.isEmpty()) {
                    keyboard.begin(draft);
                    typedLine.changed(draft);
                }
            }
            switch (keyboard.read(this::prompt)) {
                case Keyboard.Input.Typed(var line) -> {
                    warned = false;
                    // no line is taken before the chat has begun
                    Objects.requireNonNull(repl).accept(line);
                    typedLine.tellNow(); // a line that is sent is no draft
                }
                case Keyboard.Input.Turned turned -> {
                    warned = false;
                    Objects.requireNonNull(repl).turn(turned);
                    typedLine.tellNow(); // the next line is for another peer
                }
                case Keyboard.Input.Interrupted(var wasEmpty) -> {
                    Repl running = repl;
                    if (wasEmpty && running != null && running.cancelled()) {
                        warned = false;
                        continue;
                    }
                    if (wasEmpty && (warned || running == null)) {
                        exitCode.set(INTERRUPTED);
                        return;
                    }
                    warned = wasEmpty;
                    if (wasEmpty) {
                        view.show(Line.dim("Ctrl-C again, Ctrl-D or /quit leaves"));
                    }
                }
                case Keyboard.Input.End(var line) -> {
                    typedLine.left(line);
                    Repl running = repl;
                    if (running == null) {
                        return;
                    }
                    if (!line.isEmpty() && !isHandedOver) {
                        running.conversations().draft(line);
                    }
                    if (isStopped || running.leaves()) {
                        return;
                    }
                }
            }
        }
    }

    /** Tells what becomes of the half-typed lines. */
    private void leaveDrafts(Drafts.Left left) {
        if (!isHandedOver && !left.kept().isEmpty()) {
            view.show(
                    Line.dim(
                            "what is half typed to %s is kept for the next chat"
                                    .formatted(PeerRows.names(left.kept()))));
        }
        if (!left.lost().isEmpty()) {
            view.show(
                    Line.warning(
                            "what was half typed to %s is gone"
                                    .formatted(PeerRows.names(left.lost()))));
        }
    }
}
