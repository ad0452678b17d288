package peerlink.core;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import peerlink.api.Address;
import peerlink.api.Carrier;
import peerlink.api.Discovery;
import peerlink.api.Identity;
import peerlink.api.LinkPolicy;
import peerlink.api.MessageHandler;
import peerlink.api.Peer;
import peerlink.api.PeerName;
import peerlink.api.Plugin;
import peerlink.api.Transport;
import peerlink.api.Visibility;
import peerlink.core.address.Interfaces;
import peerlink.core.contact.ContactBook;
import peerlink.core.guard.CallLimits;
import peerlink.core.model.NodeEvent;
import peerlink.core.model.PluginFolders;
import peerlink.core.model.PluginSettingsSource;
import peerlink.core.model.PluginTimes;
import peerlink.core.model.ProfileInUseException;
import peerlink.core.model.RequestPolicy;
import peerlink.core.plugin.PluginLimits;
import peerlink.core.plugin.Plugins;
import peerlink.core.profile.PrivateFiles;
import peerlink.core.profile.ProfileLock;
import peerlink.core.store.JournalStore;
import peerlink.core.store.MessageStore;

/**
 * Gathers the settings of a {@link Node}, and starts it. Not safe for use by several threads.
 *
 * <p>The file is longer than most, as each setting has a method and its description.
 */
public final class NodeBuilder {
    private final NodeSettings settings;

    /** Makes a builder for a node of this identity, with this name. */
    public NodeBuilder(Identity identity, PeerName name) {
        settings = new NodeSettings(identity, name);
    }

    /** Sets the profile's folder, for the contacts and the plugins' data. Required. */
    public NodeBuilder dataDirectory(Path directory) {
        settings.dataDirectory = directory;
        return this;
    }

    /** Sets the transports, one for each scheme. Required. */
    public NodeBuilder transports(Collection<Transport> transports) {
        settings.transports = List.copyOf(transports);
        return this;
    }

    /** Sets the carriers, one for each scheme; none if never called. */
    public NodeBuilder carriers(Collection<Carrier> carriers) {
        settings.carriers = List.copyOf(carriers);
        return this;
    }

    /**
     * Sets the addresses of carriers, such as places at relays, at which peers can reach the node
     * besides those that its directories offer.
     */
    public NodeBuilder relays(Address... places) {
        settings.relays = List.of(places);
        return this;
    }

    /** Sets the rules for all its links; {@link LinkPolicy#DEFAULT} if never called. */
    public NodeBuilder links(LinkPolicy policy) {
        settings.links = policy;
        return this;
    }

    /** Sets the discoveries, one for each scheme. */
    public NodeBuilder discoveries(Collection<Discovery> discoveries) {
        settings.discoveries = List.copyOf(discoveries);
        return this;
    }

    /** Sets message handlers besides those that plugins register. */
    public NodeBuilder handlers(Collection<MessageHandler> handlers) {
        settings.handlers = List.copyOf(handlers);
        return this;
    }

    /** Sets the addresses at which to listen; {@code tls://127.0.0.1:0} if never called. */
    public NodeBuilder listen(Address... addresses) {
        settings.listen = List.of(addresses);
        return this;
    }

    /**
     * Sets addresses on which the node listens besides the others from the moment on in which an
     * invite leads it to a directory beyond this machine; none by default.
     */
    public NodeBuilder listenOnceInvited(Address... addresses) {
        settings.listenOnceInvited = List.of(addresses);
        return this;
    }

    /**
     * Sets whether links may be direct; true if never called. If not, the node listens nowhere,
     * announces places at relays alone, and opens links to peers over relays alone. So peers don't
     * learn its address. Its directories and relays do.
     */
    public NodeBuilder direct(boolean isDirect) {
        settings.isDirect = isDirect;
        return this;
    }

    /**
     * Sets addresses that lead to a listener though no interface has them, such as a port that a
     * router forwards. They are announced before all others; {@link Peer#MAX_ADDRESSES} at most.
     */
    public NodeBuilder announce(Address... addresses) {
        if (addresses.length > Peer.MAX_ADDRESSES) {
            throw new IllegalArgumentException(
                    "%d addresses to announce (at most %d)"
                            .formatted(addresses.length, Peer.MAX_ADDRESSES));
        }
        settings.announced = List.of(addresses);
        return this;
    }

    /** Sets the directories to register in and to ask, in this order. */
    public NodeBuilder directories(Address... addresses) {
        settings.directories = List.of(addresses);
        return this;
    }

    /**
     * Sets further directories, each of which counts only if a discovery serves it and can open it:
     * those of plugins that come with the program and may have been removed. In contrast to the
     * others, they say nothing about the machines that the node is for.
     */
    public NodeBuilder extraDirectories(Address... addresses) {
        settings.extraDirectories = List.of(addresses);
        return this;
    }

    /** Sets the visibility to ask of the directories; {@link Visibility#PUBLIC} if never called. */
    public NodeBuilder visibility(Visibility visibility) {
        settings.visibility = visibility;
        return this;
    }

    /**
     * Sets the treatment of peers that are no contacts and write. If never called, a peer on this
     * machine is accepted while all directories are on it too, or one that is tells of the peer;
     * any other peer has to ask.
     */
    public NodeBuilder requests(RequestPolicy policy) {
        settings.requests = Optional.of(policy);
        return this;
    }

    /**
     * Makes the node neither listen nor register, nor send or take messages: for a command that
     * asks for something and ends. It may run beside the identity's other nodes.
     */
    public NodeBuilder looking() {
        settings.role = NodeSettings.Role.LOOKING;
        return this;
    }

    /**
     * Makes the node neither listen nor register, nor take messages: for a command that sends
     * messages and ends. Peers send it nothing over the links that it opens: their answers go to
     * the identity's next full node.
     */
    public NodeBuilder sending() {
        settings.role = NodeSettings.Role.SENDING;
        return this;
    }

    /**
     * Sets the limits of what waits for the slowest {@link peerlink.core.model.CursorKind#STRICT
     * strict} cursor of the {@link Journal}; 100,000 entries and 64 MiB if never called. At one of
     * them the node takes no new messages; at twice that, it sends none either.
     *
     * @param entries at least 1
     * @param bytes the bytes of their content, at least 1
     * @throws IllegalArgumentException if one is smaller
     */
    public NodeBuilder journalLimits(long entries, long bytes) {
        settings.journalLimits = new JournalStore.Limits(entries, bytes);
        return this;
    }

    /**
     * Sets the time for which an unacknowledged message is kept; 30 days if never called. Then it
     * is given up, and {@link NodeEvent.MessageFailed} tells so. The time that passes counts, and
     * not the machine's clock, which may be wrong: the time in which a node of the profile runs,
     * and up to a week at once in between.
     */
    public NodeBuilder keepFor(Duration time) {
        settings.keepFor = time;
        return this;
    }

    /**
     * Sets the purpose of the node, which a second node of the profile gives as the reason why it
     * can't start. {@code node} if never called.
     *
     * @param command a word of lower-case letters and hyphens, 40 at most, such as {@code chat}
     */
    public NodeBuilder purpose(String command) {
        if (!command.matches("[a-z-]{1,40}")) {
            throw new IllegalArgumentException("not a node's purpose: " + command);
        }
        settings.purpose = command;
        return this;
    }

    /**
     * Sets the folders of the plugins. Those of the user's folder run once the user has agreed to
     * them, by {@link Node#pluginControl}; {@link NodeEvent.PluginChanged} tells of those that
     * wait. All others run unasked: a program that gives a folder as trusted vouches for what lies
     * there. None if never called.
     */
    public NodeBuilder pluginFolders(PluginFolders folders) {
        settings.pluginFolders = folders;
        return this;
    }

    /**
     * Makes the node use only the transports, carriers and discoveries of the plugins in these
     * folders, as far as they may run. It starts none of them.
     */
    public NodeBuilder carrierFolders(PluginFolders folders) {
        settings.startsPlugins = false;
        return pluginFolders(folders);
    }

    /**
     * Has some of the user's plugins in the {@link #carrierFolders} started all the same, as they
     * may have a filter of messages. The node's start waits for them.
     *
     * @param names tells which, by name
     */
    public NodeBuilder startFilters(Predicate<String> names) {
        settings.filterPlugins = Optional.of(names);
        return this;
    }

    /** Sets the times that plugins may take; {@link PluginTimes#DEFAULT} if never called. */
    public NodeBuilder pluginTimes(PluginTimes times) {
        PluginLimits usual = PluginLimits.DEFAULT;
        settings.pluginLimits =
                new PluginLimits(
                        times.start(),
                        usual.patience(),
                        usual.stop(),
                        new CallLimits(
                                times.accepts(),
                                times.handle(),
                                times.complete(),
                                usual.calls().most()));
        return this;
    }

    /** Sets the user's configuration for plugins, by the plugin's name. */
    public NodeBuilder pluginSettings(Map<String, Map<String, String>> settings) {
        this.settings.pluginSettings = Map.copyOf(settings);
        return this;
    }

    /**
     * Has changes of the user's configuration for plugins looked for once a second. Plugins that
     * run hear of them; others read them when they start.
     */
    public NodeBuilder pluginSettingsFrom(PluginSettingsSource source) {
        settings.pluginSettingsSource = source;
        return this;
    }

    /** Sets the names that no plugin's command may take, without the slash. */
    public NodeBuilder reservedCommands(Collection<String> names) {
        settings.reservedCommands = List.copyOf(names);
        return this;
    }

    /**
     * Sets the listener for events: one call at a time, in order, on a thread of the node's. It may
     * block for a while; a message that it was not told of is not lost, but its sender has to wait.
     * An exception in it is logged, and the message of that event then counts as not told: the
     * profile's next node tells of it again.
     */
    public NodeBuilder onEvent(Consumer<NodeEvent> listener) {
        settings.onEvent = listener;
        return this;
    }

    /**
     * Adds a plugin that the caller has made. It runs as one from a jar does: on threads of its
     * own, for limited times, with a folder and settings of its own. Its classes are the caller's.
     *
     * @param name its name, which no plugin of a folder has
     */
    public NodeBuilder plugin(String name, Plugin plugin) {
        settings.plugins.put(name, plugin);
        return this;
    }

    /** Sets the clock for the times of messages and other records; the system's if never called. */
    public NodeBuilder clock(InstantSource clock) {
        settings.clock = clock;
        return this;
    }

    /**
     * Sets the longest wait of {@link Node#close} for messages that are on their way and handlers
     * that run; two seconds if never called.
     */
    public NodeBuilder drain(Duration time) {
        settings.drain = time;
        return this;
    }

    /** Has the store for messages, which the profile's folder has, used through another one. */
    @SuppressWarnings("exports") // exported to the test kit alone
    public NodeBuilder throughStore(UnaryOperator<MessageStore> other) {
        MessageStore.Opener opener = settings.store;
        return store(directory -> other.apply(opener.open(directory)));
    }

    NodeBuilder store(MessageStore.Opener opener) {
        settings.store = opener;
        return this;
    }

    NodeBuilder pluginLimits(PluginLimits limits) {
        settings.pluginLimits = limits;
        return this;
    }

    NodeBuilder firstExpiryCheck(Duration afterStart) {
        settings.firstExpiryCheck = afterStart;
        return this;
    }

    NodeBuilder interfaces(Interfaces interfaces, Duration period) {
        settings.interfaces = interfaces;
        settings.networkPeriod = period;
        return this;
    }

    /**
     * Starts the node. Directories that are out of reach, and plugins that fail, give events only.
     *
     * @throws ProfileInUseException if another node of the profile runs already, unless this one is
     *     only looking
     * @throws IOException if it can't listen, or the contacts, the requests or the messages can't
     *     be read
     * @throws IllegalArgumentException if no transport or discovery serves an address, or an
     *     address isn't one of its kind
     */
    public Node start() throws IOException {
        Path directory =
                Objects.requireNonNull(settings.dataDirectory, "a node needs a data directory");
        PrivateFiles.makeDirectory(directory);
        // before any work that takes time: a caller that waits for another node to end tries often
        ProfileLock lock =
                settings.isLooking() ? null : ProfileLock.take(directory, settings.purpose);
        Plugins plugins = null;
        boolean started = false;
        try {
            ContactBook contacts = ContactBook.open(directory);
            PluginSettings pluginSettings = new PluginSettings(settings.pluginSettings);
            plugins = plugins(directory.toAbsolutePath(), pluginSettings);
            Node node =
                    new Node(
                            settings,
                            new NodeWiring(
                                    settings, directory, contacts, plugins, pluginSettings, lock));
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

    private Plugins plugins(Path profile, PluginSettings given) throws IOException {
        return settings.startsPlugins
                ? Plugins.load(
                        settings.pluginFolders,
                        settings.pluginLimits,
                        profile,
                        settings.clock,
                        given::of)
                : Plugins.loadCarriers(
                        settings.pluginFolders,
                        settings.pluginLimits,
                        profile,
                        settings.clock,
                        given::of,
                        settings.filterPlugins.orElse(_ -> false));
    }
}
