package peerlink.core;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import peerlink.api.Address;
import peerlink.api.Carrier;
import peerlink.api.Discovery;
import peerlink.api.Identity;
import peerlink.api.LinkPolicy;
import peerlink.api.MessageHandler;
import peerlink.api.PeerName;
import peerlink.api.Plugin;
import peerlink.api.Transport;
import peerlink.api.Visibility;
import peerlink.core.address.Interfaces;
import peerlink.core.address.NetworkWatch;
import peerlink.core.address.SystemInterfaces;
import peerlink.core.model.NodeEvent;
import peerlink.core.model.PluginFolders;
import peerlink.core.model.PluginSettingsSource;
import peerlink.core.model.RequestPolicy;
import peerlink.core.plugin.PluginLimits;
import peerlink.core.session.MessageExpiry;
import peerlink.core.store.JournalStore;
import peerlink.core.store.MessageStore;
import peerlink.core.store.sqlite.SqliteStore;

/**
 * Holds the settings that a {@link NodeBuilder} has gathered, whose methods say what each field
 * means. Read while the parts of a node are put together.
 */
final class NodeSettings {
    /** The purpose of a node. */
    enum Role {
        /** Is found, and exchanges messages both ways. */
        FULL,
        /** Sends messages and ends. */
        SENDING,
        /** Asks for something and ends. */
        LOOKING
    }

    final Identity identity;
    final PeerName name;
    @Nullable Path dataDirectory;
    Collection<Transport> transports = List.of();
    LinkPolicy links = LinkPolicy.DEFAULT;
    Collection<Discovery> discoveries = List.of();
    Collection<MessageHandler> handlers = List.of();
    List<Address> listen = List.of(Address.of("tls", "127.0.0.1", 0));
    List<Address> announced = List.of();
    List<Address> listenOnceInvited = List.of();
    boolean isDirect = true;
    Interfaces interfaces = new SystemInterfaces();
    Duration networkPeriod = NetworkWatch.PERIOD;
    List<Address> directories = List.of();
    Collection<Carrier> carriers = List.of();
    List<Address> relays = List.of();
    List<Address> extraDirectories = List.of();
    Visibility visibility = Visibility.PUBLIC;
    Optional<RequestPolicy> requests = Optional.empty();
    Duration keepFor = Duration.ofDays(30);
    Duration firstExpiryCheck = MessageExpiry.FIRST_CHECK;
    Role role = Role.FULL;
    String purpose = "node";
    PluginFolders pluginFolders = PluginFolders.NONE;
    boolean startsPlugins = true;

    /** The user's plugins that start even so, as they may filter messages. */
    Optional<Predicate<String>> filterPlugins = Optional.empty();

    PluginLimits pluginLimits = PluginLimits.DEFAULT;
    Map<String, Map<String, String>> pluginSettings = Map.of();
    PluginSettingsSource pluginSettingsSource = Optional::empty;
    Collection<String> reservedCommands = List.of();
    Consumer<NodeEvent> onEvent = _ -> {};
    InstantSource clock = InstantSource.system();
    MessageStore.Opener store = SqliteStore::open;
    JournalStore.Limits journalLimits = JournalStore.Limits.STRICT;
    Duration drain = Duration.ofSeconds(2);
    final Map<String, Plugin> plugins = new LinkedHashMap<>();

    NodeSettings(Identity identity, PeerName name) {
        this.identity = identity;
        this.name = name;
    }

    /** Tells whether the node listens, registers and takes messages. */
    boolean isFull() {
        return role == Role.FULL;
    }

    /** Tells whether the node neither sends nor takes messages. */
    boolean isLooking() {
        return role == Role.LOOKING;
    }
}
