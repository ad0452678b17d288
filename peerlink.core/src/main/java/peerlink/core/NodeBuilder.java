package peerlink.core;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import peerlink.api.Address;
import peerlink.api.Discovery;
import peerlink.api.Identity;
import peerlink.api.LinkPolicy;
import peerlink.api.MessageHandler;
import peerlink.api.PeerName;
import peerlink.api.Printable;
import peerlink.api.Transport;
import peerlink.api.Visibility;

/** Gathers what a {@link Node} needs. Not safe for use by several threads. */
public final class NodeBuilder {
    /** In the profile's folder; nothing in it outlives its process but by accident. */
    private static final String PLUGIN_COPIES = "plugin-copies";

    final Identity identity;
    final PeerName name;
    private @Nullable Path dataDirectory;
    Collection<Transport> transports = List.of();
    LinkPolicy links = LinkPolicy.DEFAULT;
    Collection<Discovery> discoveries = List.of();
    Collection<MessageHandler> handlers = List.of();
    List<Address> listen = List.of(Address.of("tls", "127.0.0.1", 0));
    List<Address> directories = List.of();
    Visibility visibility = Visibility.PUBLIC;
    Optional<RequestPolicy> requests = Optional.empty();
    Duration keepFor = Duration.ofDays(30);
    Duration firstExpiryCheck = Sessions.FIRST_EXPIRY_CHECK;
    Role role = Role.FULL;
    private String purpose = "node";
    private List<Path> pluginFolders = List.of();
    private PluginLimits pluginLimits = PluginLimits.DEFAULT;
    Map<String, Map<String, String>> pluginSettings = Map.of();
    Collection<String> reservedCommands = List.of();
    Consumer<NodeEvent> onEvent = _ -> {};
    InstantSource clock = InstantSource.system();
    StoreOpener store = SqliteStore::open;

    /** What a node is there for. */
    enum Role {
        /** To be found, and to talk both ways. */
        FULL,
        /** To send and end. */
        SENDING,
        /** To ask and end. */
        LOOKING
    }

    /** Opens what is kept in a profile's folder. */
    interface StoreOpener {
        MessageStore open(Path directory) throws IOException;
    }

    NodeBuilder(Identity identity, PeerName name) {
        this.identity = identity;
        this.name = name;
    }

    /** Sets the profile's folder, for the contacts and the plugins' data. Required. */
    public NodeBuilder dataDirectory(Path directory) {
        dataDirectory = directory;
        return this;
    }

    /** Sets the ways to carry frames, one for each scheme. Required. */
    public NodeBuilder transports(Collection<Transport> transports) {
        this.transports = List.copyOf(transports);
        return this;
    }

    /** Sets what all its links must be like; {@link LinkPolicy#DEFAULT} if never called. */
    public NodeBuilder links(LinkPolicy policy) {
        links = policy;
        return this;
    }

    /** Sets the ways of finding peers, one for each scheme. */
    public NodeBuilder discoveries(Collection<Discovery> discoveries) {
        this.discoveries = List.copyOf(discoveries);
        return this;
    }

    /** Sets message handlers besides those that plugins register. */
    public NodeBuilder handlers(Collection<MessageHandler> handlers) {
        this.handlers = List.copyOf(handlers);
        return this;
    }

    /** Sets where to listen; {@code tls://127.0.0.1:0} if never called. */
    public NodeBuilder listen(Address... addresses) {
        listen = List.of(addresses);
        return this;
    }

    /** Sets the directories to register in and to ask, in this order. */
    public NodeBuilder directories(Address... addresses) {
        directories = List.of(addresses);
        return this;
    }

    /** Sets whom the directories are to tell of this node; {@link Visibility#PUBLIC} if never called. */
    public NodeBuilder visibility(Visibility visibility) {
        this.visibility = visibility;
        return this;
    }

    /**
     * Sets what becomes of peers that are no contacts and write. If never called, those that come from this machine are accepted
     * while all directories are on it too, or one that is tells of them; any other one has to ask.
     */
    public NodeBuilder requests(RequestPolicy policy) {
        requests = Optional.of(policy);
        return this;
    }

    /**
     * Makes the node neither listen nor register, nor send or take messages: for a command that asks something and ends. It may
     * run beside the identity's other nodes.
     */
    public NodeBuilder looking() {
        role = Role.LOOKING;
        return this;
    }

    /**
     * Makes the node neither listen nor register, nor take messages: for a command that sends something and ends. Peers send it
     * nothing over the links that it opens: what they answer goes to the identity's next full node.
     */
    public NodeBuilder sending() {
        role = Role.SENDING;
        return this;
    }

    /**
     * Sets how long a message is kept that its peer does not acknowledge; 30 days if never called. Then it is given up, and {@link
     * NodeEvent.MessageFailed} tells so. The time that passes counts, and not the machine's clock, which may be wrong: the time
     * in which a node of the profile runs, and up to a week at once in between.
     */
    public NodeBuilder keepFor(Duration time) {
        keepFor = time;
        return this;
    }

    /**
     * Sets what the node is there for: what a second node of the profile is told that can't start beside it. {@code node} if never
     * called.
     *
     * @param command a word of lower-case letters and hyphens, 40 at most, such as {@code chat}
     */
    public NodeBuilder purpose(String command) {
        if (!command.matches("[a-z-]{1,40}")) {
            throw new IllegalArgumentException("not a node's purpose: " + command);
        }
        purpose = command;
        return this;
    }

    /** Sets the folders in which plugins lie. */
    public NodeBuilder pluginFolders(List<Path> folders) {
        pluginFolders = List.copyOf(folders);
        return this;
    }

    /** Sets what the user has configured for plugins, by the plugin's name. */
    public NodeBuilder pluginSettings(Map<String, Map<String, String>> settings) {
        pluginSettings = Map.copyOf(settings);
        return this;
    }

    /** Sets the names that no plugin's command may take, without the slash. */
    public NodeBuilder reservedCommands(Collection<String> names) {
        reservedCommands = List.copyOf(names);
        return this;
    }

    /**
     * Sets who is told of events: one call at a time, in order, on a thread of the node's. It may block for a while; a
     * message that nobody was told of is not lost, but its sender has to wait. What it throws is logged, and a message then counts as
     * not told of: the profile's next node tells of it again.
     */
    public NodeBuilder onEvent(Consumer<NodeEvent> listener) {
        onEvent = listener;
        return this;
    }

    NodeBuilder store(StoreOpener opener) {
        store = opener;
        return this;
    }

    NodeBuilder pluginLimits(PluginLimits limits) {
        pluginLimits = limits;
        return this;
    }

    NodeBuilder firstExpiryCheck(Duration afterStart) {
        firstExpiryCheck = afterStart;
        return this;
    }

    NodeBuilder clock(InstantSource clock) {
        this.clock = clock;
        return this;
    }

    /**
     * Starts the node. Directories that are out of reach, and plugins that fail, give events only.
     *
     * @throws ProfileInUseException if another node of the profile runs already, unless this one is only looking
     * @throws IOException if it can't listen, or the contacts, the requests or the messages can't be read
     * @throws IllegalArgumentException if no transport or discovery serves an address, or an address isn't one of its
     *     kind
     */
    public Node start() throws IOException {
        Path directory = Objects.requireNonNull(dataDirectory, "a node needs a data directory");
        PrivateFiles.makeDirectory(directory);
        // before anything that takes time: who waits for another node to end tries often
        ProfileLock lock = role == Role.LOOKING ? null : ProfileLock.take(directory, purpose);
        Plugins plugins = null;
        boolean started = false;
        try {
            ContactBook contacts = ContactBook.open(directory);
            plugins =
                    Plugins.load(
                            pluginFolders,
                            pluginLimits,
                            directory.toAbsolutePath().resolve(PLUGIN_COPIES));
            Node node = new Node(this, directory, contacts, plugins, lock);
            started = true;
            node.run();
            return node;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while the node started");
        } finally {
            if (!started) {
                if (plugins != null) {
                    plugins.close();
                }
                if (lock != null) {
                    lock.close();
                }
            }
        }
    }

    /** Opens the directories by the discoveries of their schemes. */
    Directories openDirectories(
            ProtocolNetwork network,
            DirectoryKeeper.Listener listener,
            Collection<Discovery> discoveries)
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
                        new DirectoryKeeper(address, discovery.open(address, network), listener));
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
