package peerlink.core;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import peerlink.api.Address;
import peerlink.api.Announcement;
import peerlink.api.Command;
import peerlink.api.Conversation;
import peerlink.api.Identity;
import peerlink.api.Link;
import peerlink.api.LinkInfo;
import peerlink.api.Listener;
import peerlink.api.Messenger;
import peerlink.api.Peer;
import peerlink.api.PeerId;
import peerlink.api.PeerName;
import peerlink.api.PeerUnavailableException;
import peerlink.api.Printable;
import peerlink.api.Protocol;
import peerlink.api.UntrustedPeerException;
import peerlink.api.Visibility;

/**
 * A running peer: it listens, is found through its directories, exchanges messages and runs plugins. Safe for use by
 * several threads.
 */
public final class Node implements Messenger, AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Node.class.getName());
    private static final Duration DRAIN = Duration.ofSeconds(2);

    private final Identity identity;
    private final PeerName name;
    private final Visibility visibility;
    private final EventQueue events;
    private final Peers peers;
    private final Requests requests;
    private final CommandRegistry commands;
    private final OpenLinks openLinks;
    private final Directories directories;
    private final PeerSearch search;
    private final Dialer dialer;
    private final Sessions sessions;
    private final Outbox outbox;
    private final MessageStore store;
    private final Contacts contacts;
    private final Lookout contactWatch;
    private final Lookout storeWatch;
    private final LastKnownKeeper lastKnownKeeper;
    private final PluginEnvironment environment;
    private final Plugins plugins;
    private final List<Listener> listeners = new ArrayList<>();
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile List<Address> addresses = List.of();

    /** Null for a node that only looks, which may run beside another of its profile. */
    private final @Nullable ProfileLock lock;

    /**
     * @param lock null for a node that only looks; the node's if it starts
     */
    Node(
            NodeBuilder settings,
            Path dataDirectory,
            ContactBook book,
            Plugins plugins,
            @Nullable ProfileLock lock)
            throws IOException, InterruptedException {
        this.plugins = plugins;
        this.lock = lock;
        this.identity = settings.identity;
        this.name = settings.name;
        this.visibility = settings.visibility;
        boolean isFull = settings.role == NodeBuilder.Role.FULL;
        boolean isLooking = settings.role == NodeBuilder.Role.LOOKING;
        ProtocolNetwork network =
                new ProtocolNetwork(
                        identity, name, plugins.transports(settings.transports), settings.links);
        List<AutoCloseable> opened = new ArrayList<>();
        boolean started = false;
        try {
            this.store =
                    opened(
                            opened,
                            isLooking ? new LookingStore() : settings.store.open(dataDirectory));
            this.events = opened(opened, new EventQueue(settings.onEvent));
            GuardedStore guarded = new GuardedStore(store, events);
            LastKnownPeers lastKnown =
                    new LastKnownPeers(dataDirectory, id -> book.byId(id) != null, settings.clock);
            this.peers = new Peers(identity.id(), book, new Presence(), lastKnown, events);
            this.lastKnownKeeper = opened(opened, new LastKnownKeeper(peers));
            this.openLinks = new OpenLinks(peers::admits);
            this.commands = new CommandRegistry(settings.reservedCommands);
            this.requests =
                    new Requests(
                            name,
                            new RequestFile(dataDirectory, identity.id()),
                            peers,
                            events,
                            settings.clock);
            Admission admission =
                    new Admission(
                            name,
                            settings.requests,
                            settings.directories,
                            peers,
                            requests,
                            !isFull);
            ProtocolRegistry protocols = new ProtocolRegistry(admission);
            HandlerRegistry handlers =
                    new HandlerRegistry(
                            (owner, reason) ->
                                    events.post(new NodeEvent.PluginFailed(owner, reason)));
            settings.handlers.forEach(
                    handler -> handlers.add(handler.getClass().getSimpleName(), handler));
            DirectoryNews news = new DirectoryNews(peers, events);
            this.directories =
                    opened(
                            opened,
                            settings.openDirectories(
                                    network, news, plugins.discoveries(settings.discoveries)));
            this.search = new PeerSearch(name, peers, directories);
            this.dialer = new Dialer(network, peers, directories, !isFull);
            SessionContext context = context(settings, guarded);
            this.sessions =
                    opened(
                            opened,
                            new Sessions(
                                    context,
                                    peers,
                                    dialer,
                                    handlers,
                                    events,
                                    admission,
                                    requests,
                                    new Sessions.Expiry(
                                            settings.keepFor,
                                            settings.firstExpiryCheck,
                                            news::isClockDoubted)));
            this.outbox = new Outbox(sessions, peers);
            this.contacts =
                    new Contacts(peers, requests, new KnownPeers(name, peers, sessions, requests));
            this.contactWatch =
                    opened(
                            opened,
                            new Lookout(
                                    "peerlink contacts",
                                    context.timer(),
                                    new ContactWatch(book, events)::look));
            // so that the user hears of a file that is gone before the next message is lost
            this.storeWatch =
                    opened(
                            opened,
                            new Lookout("peerlink store watch", context.timer(), guarded::look));
            book.onChange(this::followContacts);
            news.onAppeared(sessions::appeared);
            peers.linked(sessions::isLinked);
            remember(lastKnown);
            this.environment =
                    new NodeEnvironment(
                            this,
                            dataDirectory,
                            settings.pluginSettings,
                            commands,
                            handlers,
                            protocols,
                            openLinks,
                            events);
            protocols.add(ChatFrame.PROTOCOL, sessions::accept);
            if (isFull) {
                requests.load(store);
                listen(network, protocols, settings.listen);
            } else {
                requests.look();
            }
            started = true;
        } finally {
            if (!started) {
                listeners.forEach(Listener::close);
                closeAll(opened.reversed());
            }
        }
    }

    private void remember(LastKnownPeers lastKnown) {
        try {
            lastKnown.load();
        } catch (IOException e) {
            events.post(new NodeEvent.LastKnownLost(Printable.reason(e)));
        }
    }

    private static <T extends AutoCloseable> T opened(List<AutoCloseable> all, T one) {
        all.add(one);
        return one;
    }

    private static void closeAll(List<AutoCloseable> all) {
        for (AutoCloseable one : all) {
            try {
                one.close();
            } catch (Exception e) {
                LOG.log(Level.WARNING, "closing what a failed start had opened", e);
            }
        }
    }

    private SessionContext context(NodeBuilder settings, MessageStore kept) throws IOException {
        ScheduledThreadPoolExecutor timer =
                new ScheduledThreadPoolExecutor(
                        1, Thread.ofPlatform().daemon().name("peerlink session-timer").factory());
        timer.setRemoveOnCancelPolicy(true);
        return new SessionContext(
                identity.id(),
                kept,
                new PendingBytes(),
                settings.role != NodeBuilder.Role.LOOKING,
                settings.role == NodeBuilder.Role.FULL,
                new AtomicLong(kept.lastNumber()),
                settings.clock,
                new ElapsedTime(kept.elapsed(), settings.clock, System::nanoTime),
                System::nanoTime,
                new SecureRandom(),
                timer,
                new CountDownLatch(1));
    }

    /** Returns a builder for a node of this identity, which goes by this name. */
    public static NodeBuilder builder(Identity identity, PeerName name) {
        return new NodeBuilder(identity, name);
    }

    @Override
    public Peer self() {
        return new Peer(identity.id(), name, addresses);
    }

    @Override
    public List<Peer> peers() {
        return peers.all();
    }

    /**
     * Returns the peers of whom a directory tells that is connected now, and those of whom one has told and with whom there is a link
     * for messages; by name. Never blocks for long.
     */
    public List<Peer> online() {
        return peers.online();
    }

    /**
     * Returns those who are not {@link #online} but of whom a directory has told in the last 30 days, also to an earlier node of the
     * profile, and none that they left: they may be there while no directory answers, or one has forgotten them. The latest first, 1,000
     * at most; those that the user has blocked are not among them. Never blocks for long.
     */
    public List<LastKnown> lastKnown() {
        return peers.away();
    }

    /**
     * Asks the directories for everybody whom they list.
     *
     * @return them by name, without this node
     * @throws IOException if there are directories and none could be asked
     */
    public List<Peer> browse() throws IOException {
        return search.everyone();
    }

    /**
     * {@inheritDoc}
     *
     * <p>The directories are asked in their order; what they answer is merged with what is known. A name may also be the one
     * that this node makes from the id of somebody who uses a contact's.
     */
    @Override
    public Peer find(String nameOrId) throws IOException {
        return search.find(nameOrId);
    }

    /**
     * Returns a peer that was found before, by the name that this node has for it now, and at all addresses that it knows. Never
     * blocks.
     */
    public Peer known(Peer peer) {
        return peers.now(peer);
    }

    @Override
    public Conversation conversation(Peer peer) {
        return new PeerConversation(sessions, peers, peers.known(peer));
    }

    @Override
    public Link open(Peer peer, Protocol protocol) throws IOException {
        return openLinks.opened(dialer.dial(peer, protocol));
    }

    /**
     * Returns an invite to this node.
     *
     * @throws IllegalStateException if it listens on no address that others could use
     */
    public Invite invite() {
        List<Address> usable =
                addresses.stream().filter(address -> address.scheme().equals("tls")).toList();
        if (usable.isEmpty()) {
            throw new IllegalStateException("this node listens nowhere that an invite could name");
        }
        return new Invite(name, usable, identity.id());
    }

    /**
     * Adds the invite's peer to the contacts, verified since the invite carries its key, and connects to it.
     *
     * @return the peer
     * @throws UntrustedPeerException if the peer is blocked, or its name is a contact's with another key
     * @throws NameTakenException if the user has given the name to somebody else
     * @throws PeerUnavailableException if it can't be reached, but is a contact all the same; or if it is this node's own invite
     */
    public Peer connect(Invite invite) throws IOException {
        Peer peer = contacts.prove(invite.peer());
        sessions.connect(peer);
        return peer;
    }

    /** Returns the requests that wait for {@link Contacts#accept} or {@link Contacts#block}, the oldest first. Never blocks. */
    public List<Request> requests() {
        return requests.all();
    }

    /** Returns our messages that their peers have not acknowledged. */
    public Outbox outbox() {
        return outbox;
    }

    /** Returns whom this node knows, and what its user can decide about them. */
    public Contacts contacts() {
        return contacts;
    }

    /** Returns whom directories are to tell of this node. */
    public Visibility visibility() {
        return visibility;
    }

    /** Returns how it stands with each directory, in their order. Never blocks. */
    public List<DirectoryStatus> directories() {
        return directories.statuses();
    }

    /**
     * Opens a link for messages with a peer, unless there is one, and tells of it.
     *
     * @throws UntrustedPeerException if the peer is blocked, or its name is a contact's with another key
     * @throws PeerUnavailableException if it can't be reached
     */
    public LinkInfo reach(Peer peer) throws IOException {
        return sessions.connect(peer);
    }

    /** Returns the links with a peer that are open now, the oldest first. Never blocks. */
    public List<LinkInfo> links(PeerId peer) {
        return Stream.concat(
                        sessions.links(peer).stream().map(ChatLink::info),
                        openLinks.with(peer).stream())
                .toList();
    }

    /** Returns how it stands with each plugin, by name. */
    public List<PluginStatus> plugins() {
        return plugins.statuses();
    }

    /** Returns the commands that plugins have added, by name. Never blocks. */
    public List<Command> commands() {
        return commands.all();
    }

    /**
     * Ends the node: deregisters and acknowledges no more messages, waits up to two seconds for its own to be acknowledged and
     * for the handlers to be done with what has come, stops the plugins, closes all links. The last events are told before it
     * returns. Does nothing the second time. Takes three seconds at most, or five if a plugin does not mind being stopped.
     */
    @Override
    public void close() {
        if (closed.getAndSet(true)) {
            return;
        }
        // before the directories take their leave: then nobody is there any more
        lastKnownKeeper.close();
        long end = System.nanoTime() + DRAIN.toNanos();
        Thread deregistering =
                Thread.ofVirtual().name("peerlink node-closer").start(directories::close);
        sessions.refuse();
        try {
            sessions.drain(end);
            deregistering.join(Duration.ofNanos(Math.max(1, end - System.nanoTime())));
        } catch (InterruptedException e) {
            LOG.log(Level.DEBUG, "interrupted while ending: not waiting for messages");
            Thread.currentThread().interrupt();
        }
        contactWatch.close();
        storeWatch.close();
        // before the handlers are cut off: what they are not done with is the next node's
        requests.close();
        sessions.stop();
        plugins.close();
        sessions.close();
        openLinks.close();
        listeners.forEach(Listener::close);
        // the last events may be of messages, which are the next node's until they were told of
        events.close();
        store.close();
        if (lock != null) {
            lock.close();
        }
    }

    /**
     * Starts the plugins, and only then lets others find this node and the handlers begin: no message is acknowledged and
     * handled without those that a plugin brings. The plugins can use the node as a messenger meanwhile. One that is slow is
     * not awaited.
     */
    void run() throws IOException {
        plugins.start(environment);
        sessions.ready();
        if (lock != null) {
            contactWatch.start();
            storeWatch.start();
            lastKnownKeeper.start();
        }
        if (!addresses.isEmpty()) {
            directories.start(new Announcement(name, addresses, visibility));
        }
    }

    /** Returns what plugins find in this node. */
    PluginEnvironment environment() {
        return environment;
    }

    private void followContacts() {
        events.post(new NodeEvent.ContactsChanged());
        sessions.disconnectBlocked();
        openLinks.disconnectBlocked();
        sessions.handOverRequests();
    }

    private void listen(ProtocolNetwork network, Reception reception, List<Address> where)
            throws IOException {
        for (Address address : where) {
            listeners.add(network.listen(address, reception));
        }
        addresses = LocalAddresses.announced(listeners.stream().map(Listener::address).toList());
    }
}
