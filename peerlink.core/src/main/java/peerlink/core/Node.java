package peerlink.core;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import peerlink.api.Address;
import peerlink.api.Announcement;
import peerlink.api.Command;
import peerlink.api.Conversation;
import peerlink.api.Discovery;
import peerlink.api.Identity;
import peerlink.api.Link;
import peerlink.api.LinkInfo;
import peerlink.api.Listener;
import peerlink.api.MessageHandler;
import peerlink.api.Messenger;
import peerlink.api.Peer;
import peerlink.api.PeerId;
import peerlink.api.PeerName;
import peerlink.api.PeerUnavailableException;
import peerlink.api.Printable;
import peerlink.api.Protocol;
import peerlink.api.Transport;
import peerlink.api.UntrustedPeerException;

/**
 * A running peer: it listens, is found through its directories, exchanges messages and runs plugins. Safe for use by
 * several threads.
 *
 * <p>Where a method takes a {@code nameOrId}, a {@link PeerId} is that peer, anything else the name of a contact, or of a
 * peer that is online.
 */
public final class Node implements Messenger, AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Node.class.getName());
    private static final Duration DRAIN = Duration.ofSeconds(2);

    private final Identity identity;
    private final PeerName name;
    private final EventQueue events;
    private final Peers peers;
    private final CommandRegistry commands;
    private final OpenLinks openLinks;
    private final Directories directories;
    private final PeerSearch search;
    private final Dialer dialer;
    private final Sessions sessions;
    private final PluginEnvironment environment;
    private final Plugins plugins;
    private final List<Listener> listeners = new ArrayList<>();
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile List<Address> addresses = List.of();

    private Node(Builder settings, Path dataDirectory, ContactBook contacts, Plugins plugins)
            throws IOException, InterruptedException {
        this.plugins = plugins;
        this.identity = settings.identity;
        this.name = settings.name;
        ProtocolNetwork network =
                new ProtocolNetwork(identity, name, plugins.transports(settings.transports));
        this.events = new EventQueue(settings.onEvent);
        this.peers = new Peers(identity.id(), contacts, new Presence(), events);
        this.openLinks = new OpenLinks(peers::admits);
        this.commands = new CommandRegistry(settings.reservedCommands);
        ProtocolRegistry protocols = new ProtocolRegistry(peers::admits);
        HandlerRegistry handlers =
                new HandlerRegistry(
                        (owner, reason) -> events.post(new NodeEvent.PluginFailed(owner, reason)));
        settings.handlers.forEach(
                handler -> handlers.add(handler.getClass().getSimpleName(), handler));
        boolean opened = false;
        try {
            this.directories =
                    settings.openDirectories(
                            network, peers, plugins.discoveries(settings.discoveries));
            opened = true;
        } finally {
            if (!opened) {
                events.close();
            }
        }
        this.search = new PeerSearch(peers, directories);
        this.dialer = new Dialer(network, contacts, peers.presence(), directories, settings.hidden);
        this.sessions = new Sessions(peers, dialer, handlers, events, settings.clock);
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
        protocols.add(Sessions.PROTOCOL, sessions::accept);
        boolean started = false;
        try {
            if (!settings.hidden) {
                listen(network, protocols, settings.listen);
            }
            started = true;
        } finally {
            if (!started) {
                close();
            }
        }
    }

    /** Returns a builder for a node of this identity, which goes by this name. */
    public static Builder builder(Identity identity, PeerName name) {
        return new Builder(identity, name);
    }

    @Override
    public Peer self() {
        return new Peer(identity.id(), name, addresses);
    }

    @Override
    public List<Peer> peers() {
        return peers.all();
    }

    /** Returns the peers that a directory has told of and that have not left, by name. Never blocks. */
    public List<Peer> online() {
        return peers.presence().all().stream()
                .map(peer -> peers.known(peer.id(), peer.name()))
                .toList();
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
     * <p>The directories are asked in their order; what they answer is merged with what is known.
     */
    @Override
    public Peer find(String nameOrId) throws IOException {
        return search.find(nameOrId);
    }

    @Override
    public Conversation conversation(Peer peer) {
        return new PeerConversation(sessions, peers.known(peer));
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
     * @throws IllegalArgumentException if it is this node's own invite
     * @throws UntrustedPeerException if the peer is blocked, or its name is a contact's with another key
     * @throws PeerUnavailableException if it can't be reached; it is a contact all the same
     */
    public Peer connect(Invite invite) throws IOException {
        Peer peer = invite.peer();
        if (peer.id().equals(identity.id())) {
            throw new IllegalArgumentException("that is this node's own invite");
        }
        peers.contacts().requireTrusted(peer);
        Contact contact = peers.contacts().verified(peer);
        sessions.connect(peer);
        return peers.known(contact.id(), contact.name());
    }

    /** Returns the contacts, by name. Never blocks. */
    public List<Contact> contacts() {
        return peers.contacts().all();
    }

    /**
     * Vouches for a contact. One whose key has changed takes on the new key, {@linkplain Trust#UNVERIFIED unverified}; any
     * other becomes {@linkplain Trust#VERIFIED verified}. An id that is no contact's but whose peer claims a contact's name
     * takes that contact's place, unverified.
     *
     * @return the contact as it is now
     * @throws PeerUnavailableException if there is no such contact
     * @throws IOException if the contacts can't be written
     */
    public Contact trust(String nameOrId) throws IOException {
        if (peers.contacts().find(nameOrId) == null && PeerId.isPeerId(nameOrId)) {
            return peers.contacts().adopt(search.known(nameOrId));
        }
        return peers.contacts().trust(nameOrId);
    }

    /**
     * Closes the links with a peer and refuses it from now on. One who is no contact yet becomes a blocked one.
     *
     * @return the contact as it is now
     * @throws PeerUnavailableException if nobody is known by that name
     * @throws IOException if the contacts can't be written
     */
    public Contact block(String nameOrId) throws IOException {
        Contact contact = peers.contacts().block(search.known(nameOrId));
        sessions.disconnect(contact.id(), "blocked");
        openLinks.disconnect(contact.id());
        return contact;
    }

    /**
     * Lets a blocked peer in again, as an unverified contact. Does nothing if it isn't blocked.
     *
     * @return the contact as it is now
     * @throws PeerUnavailableException if there is no such contact
     * @throws IOException if the contacts can't be written
     */
    public Contact unblock(String nameOrId) throws IOException {
        return peers.contacts().unblock(nameOrId);
    }

    /**
     * Removes a contact; its name is free for the next key that uses it.
     *
     * @throws PeerUnavailableException if there is no such contact
     * @throws IOException if the contacts can't be written
     */
    public void forget(String nameOrId) throws IOException {
        peers.contacts().forget(nameOrId);
    }

    /** Returns how it stands with each directory, in their order. Never blocks. */
    public List<DirectoryStatus> directories() {
        return directories.statuses();
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
     * Ends the node: deregisters, waits up to two seconds for messages to be acknowledged, stops the plugins, closes all
     * links. The last events are told before it returns. Does nothing the second time. Takes three seconds at most, or five
     * if a plugin does not mind being stopped.
     */
    @Override
    public void close() {
        if (closed.getAndSet(true)) {
            return;
        }
        long end = System.nanoTime() + DRAIN.toNanos();
        Thread deregistering = Thread.ofVirtual().name("peerlink end").start(directories::close);
        try {
            sessions.drain(end);
            deregistering.join(Duration.ofNanos(Math.max(1, end - System.nanoTime())));
        } catch (InterruptedException e) {
            LOG.log(Level.DEBUG, "interrupted while ending: not waiting for acknowledgements");
            Thread.currentThread().interrupt();
        }
        plugins.close();
        sessions.close();
        openLinks.close();
        listeners.forEach(Listener::close);
        events.close();
    }

    /** Returns what plugins find in this node. */
    PluginEnvironment environment() {
        return environment;
    }

    private void listen(ProtocolNetwork network, Reception reception, List<Address> where)
            throws IOException {
        for (Address address : where) {
            listeners.add(network.listen(address, reception));
        }
        addresses = LocalAddresses.announced(listeners.stream().map(Listener::address).toList());
        directories.start(new Announcement(name, addresses));
    }

    /** Gathers what a {@link Node} needs. Not safe for use by several threads. */
    public static final class Builder {
        private final Identity identity;
        private final PeerName name;
        private @Nullable Path dataDirectory;
        private Collection<Transport> transports = List.of();
        private Collection<Discovery> discoveries = List.of();
        private Collection<MessageHandler> handlers = List.of();
        private List<Address> listen = List.of(Address.of("tls", "127.0.0.1", 0));
        private List<Address> directories = List.of();
        private boolean hidden;
        private List<Path> pluginFolders = List.of();
        private Map<String, Map<String, String>> pluginSettings = Map.of();
        private Collection<String> reservedCommands = List.of();
        private Consumer<NodeEvent> onEvent = _ -> {};
        private InstantSource clock = InstantSource.system();

        private Builder(Identity identity, PeerName name) {
            this.identity = identity;
            this.name = name;
        }

        /** Sets the profile's folder, for the contacts and the plugins' data. Required. */
        public Builder dataDirectory(Path directory) {
            dataDirectory = directory;
            return this;
        }

        /** Sets the ways to carry frames, one for each scheme. Required. */
        public Builder transports(Collection<Transport> transports) {
            this.transports = List.copyOf(transports);
            return this;
        }

        /** Sets the ways of finding peers, one for each scheme. */
        public Builder discoveries(Collection<Discovery> discoveries) {
            this.discoveries = List.copyOf(discoveries);
            return this;
        }

        /** Sets message handlers besides those that plugins register. */
        public Builder handlers(Collection<MessageHandler> handlers) {
            this.handlers = List.copyOf(handlers);
            return this;
        }

        /** Sets where to listen; {@code tls://127.0.0.1:0} if never called. */
        public Builder listen(Address... addresses) {
            listen = List.of(addresses);
            return this;
        }

        /** Sets the directories to register in and to ask, in this order. */
        public Builder directories(Address... addresses) {
            directories = List.of(addresses);
            return this;
        }

        /**
         * Makes the node neither listen nor register: for a command that asks or sends something and ends. Nobody finds such
         * a node, and peers send it nothing over the links that it opens: what they answer goes to the identity's other nodes.
         */
        public Builder hidden() {
            hidden = true;
            return this;
        }

        /** Sets the folders in which plugins lie. */
        public Builder pluginFolders(List<Path> folders) {
            pluginFolders = List.copyOf(folders);
            return this;
        }

        /** Sets what the user has configured for plugins, by the plugin's name. */
        public Builder pluginSettings(Map<String, Map<String, String>> settings) {
            pluginSettings = Map.copyOf(settings);
            return this;
        }

        /** Sets the names that no plugin's command may take, without the slash. */
        public Builder reservedCommands(Collection<String> names) {
            reservedCommands = List.copyOf(names);
            return this;
        }

        /**
         * Sets who is told of events: one call at a time, in order, on a thread of the node's. It may block for a while; a
         * message that nobody was told of is not lost, but its sender has to wait. What it throws is logged.
         */
        public Builder onEvent(Consumer<NodeEvent> listener) {
            onEvent = listener;
            return this;
        }

        Builder clock(InstantSource clock) {
            this.clock = clock;
            return this;
        }

        /**
         * Starts the node. Directories that are out of reach, and plugins that fail, give events only.
         *
         * @throws IOException if it can't listen, or the contacts can't be read
         * @throws IllegalArgumentException if no transport or discovery serves an address, or an address isn't one of its
         *     kind
         */
        public Node start() throws IOException {
            Path directory = Objects.requireNonNull(dataDirectory, "a node needs a data directory");
            PrivateFiles.makeDirectory(directory);
            ContactBook contacts = ContactBook.open(directory);
            Plugins plugins = Plugins.load(pluginFolders);
            boolean started = false;
            try {
                Node node = new Node(this, directory, contacts, plugins);
                started = true;
                plugins.start(node.environment());
                return node;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted while the node started");
            } finally {
                if (!started) {
                    plugins.close();
                }
            }
        }

        private Directories openDirectories(
                ProtocolNetwork network, Peers peers, Collection<Discovery> discoveries)
                throws IOException {
            Map<String, Discovery> byScheme = new HashMap<>();
            for (Discovery discovery : discoveries) {
                if (byScheme.put(discovery.scheme(), discovery) != null) {
                    throw new IllegalArgumentException(
                            "two discoveries for the scheme '" + discovery.scheme() + "'");
                }
            }
            List<DirectoryKeeper> keepers = new ArrayList<>();
            boolean complete = false;
            try {
                for (Address address : directories) {
                    Discovery discovery = byScheme.get(address.scheme());
                    if (discovery == null) {
                        throw new IllegalArgumentException(
                                "no discovery for '%s' (there is %s)"
                                        .formatted(
                                                Printable.excerpt(address.toString()),
                                                String.join(", ", byScheme.keySet())));
                    }
                    keepers.add(
                            new DirectoryKeeper(address, discovery.open(address, network), peers));
                }
                complete = true;
                return new Directories(keepers);
            } finally {
                if (!complete) {
                    keepers.forEach(DirectoryKeeper::close);
                }
            }
        }
    }
}
