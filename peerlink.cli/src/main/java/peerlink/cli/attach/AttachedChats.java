package peerlink.cli.attach;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import peerlink.cli.local.Attaching;
import peerlink.cli.local.EventFan;
import peerlink.cli.local.LocalRequest;
import peerlink.cli.local.TerminalLink;
import peerlink.cli.node.ChatConfig;
import peerlink.cli.node.NodeOptions;
import peerlink.cli.program.CliException;
import peerlink.cli.program.ExitCode;
import peerlink.cli.repl.ChatMemory;
import peerlink.cli.text.NodeStatus;
import peerlink.core.Node;
import peerlink.core.model.NodeEndedException;

/**
 * Runs chats at this process's node on the terminals of other processes. Safe for use by several
 * threads.
 */
public final class AttachedChats implements Attaching {
    /** The purpose of a node that a chat has started. */
    static final String OF_CHAT = "chat";

    /** The largest number of chats at once. */
    static final int MOST = 32;

    /** The longest wait for the chats to end, since a terminal may take nothing. */
    private static final Duration TO_END = Duration.ofSeconds(3);

    private final Node node;
    private final EventFan fan;
    private final NodeOptions options;
    private final ChatConfig.Source configs;
    private final ChatMemory memory;
    private final String purpose;
    private final Runnable stop;
    private final Set<RemoteChat> remote = ConcurrentHashMap.newKeySet();
    private final List<NodeStatus.Chat> own = new ArrayList<>();
    private final AtomicBoolean isEnding = new AtomicBoolean();
    private final AtomicBoolean isStopped = new AtomicBoolean();
    private final CountDownLatch ended = new CountDownLatch(1);

    /**
     * @param options the options that the node was started with
     * @param configs finds the settings of each chat
     * @param purpose the command that this process runs
     * @param stop ends this process in order; returns at once
     */
    public AttachedChats(
            Node node,
            EventFan fan,
            NodeOptions options,
            ChatConfig.Source configs,
            String purpose,
            Runnable stop) {
        this.node = node;
        this.fan = fan;
        this.options = options;
        this.configs = configs;
        this.memory = new ChatMemory(node.dataDirectory(), node.self().id());
        this.purpose = purpose;
        this.stop = stop;
        if (purpose.equals(OF_CHAT)) {
            own.add(new NodeStatus.Chat(ProcessHandle.current().pid(), Instant.now()));
        }
    }

    Node node() {
        return node;
    }

    EventFan fan() {
        return fan;
    }

    NodeOptions options() {
        return options;
    }

    ChatConfig.Source configs() {
        return configs;
    }

    ChatMemory memory() {
        return memory;
    }

    String purpose() {
        return purpose;
    }

    @Override
    public void require(LocalRequest.Attach attach) throws CliException, NodeEndedException {
        if (isEnding.get()) {
            throw new NodeEndedException("the node is about to end");
        }
        if (remote.size() >= MOST) {
            throw new CliException(
                    ExitCode.ERROR,
                    "%d terminals are attached already, and no more can be".formatted(MOST),
                    attach.given().call("status"));
        }
    }

    @Override
    public void chat(LocalRequest.Attach attach, TerminalLink link) throws IOException {
        RemoteChat chat = new RemoteChat(this, attach, link);
        remote.add(chat);
        try {
            chat.run();
        } finally {
            remote.remove(chat);
        }
    }

    @Override
    public List<NodeStatus.Chat> chats() {
        List<NodeStatus.Chat> all = new ArrayList<>(own);
        remote.stream()
                .map(RemoteChat::described)
                .sorted(Comparator.comparing(NodeStatus.Chat::since))
                .forEach(all::add);
        return all;
    }

    @Override
    public void stop() {
        isStopped.set(true);
        stop.run();
    }

    /** Tells whether the terminals may go on with the node, since nobody has ended it for good. */
    boolean goesOn() {
        return !isStopped.get() && !purpose.equals("daemon");
    }

    /** Tells whether {@code peerlink stop} has ended this process. */
    boolean isStopped() {
        return isStopped.get();
    }

    /** Returns the line by which terminals learn of the end, if they can't go on. */
    String farewell() {
        return isStopped.get()
                ? "the node was ended by peerlink stop"
                : "the process that ran the node has ended";
    }

    @Override
    public void ending() {
        isEnding.set(true);
        remote.forEach(RemoteChat::end);
        long end = System.nanoTime() + TO_END.toNanos();
        try {
            for (RemoteChat chat : remote) {
                chat.awaitEnd(end - System.nanoTime());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void ended() {
        ended.countDown();
    }

    /** Waits until the node has ended: another process can't have the profile before. */
    void awaitEnded() throws InterruptedException {
        ended.await(2 * TO_END.toSeconds(), TimeUnit.SECONDS);
    }
}
