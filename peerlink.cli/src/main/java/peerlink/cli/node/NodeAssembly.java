package peerlink.cli.node;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import peerlink.api.Address;
import peerlink.api.Carrier;
import peerlink.api.Directory;
import peerlink.api.Discovery;
import peerlink.api.Identity;
import peerlink.api.MessageHandler;
import peerlink.api.Network;
import peerlink.api.Transport;
import peerlink.cli.program.CliException;
import peerlink.cli.program.Environment;
import peerlink.cli.program.ExitCode;
import peerlink.cli.program.Failures;
import peerlink.cli.program.Hints;
import peerlink.cli.program.ShellWords;
import peerlink.core.Networks;
import peerlink.core.Node;
import peerlink.core.NodeBuilder;
import peerlink.core.PluginDirectories;
import peerlink.core.identity.IdentityStore;
import peerlink.core.model.PluginFolders;
import peerlink.core.model.UnservedAddressException;
import peerlink.registry.carrier.RelayCarrier;
import peerlink.registry.client.RegistryDiscovery;

/**
 * Puts a node's parts together according to the user's settings. Transports and discoveries come
 * from the services of the image.
 */
public final class NodeAssembly {
    private final ProgramSettings settings;
    private final Identity identity;

    private NodeAssembly(ProgramSettings settings, Identity identity) {
        this.settings = settings;
        this.identity = identity;
    }

    /** Resolves the settings, prints their warnings, and loads the identity or makes it. */
    public static NodeAssembly of(NodeOptions options, Environment environment)
            throws CliException, IOException {
        return of(ProgramSettings.resolve(options, environment), options, environment);
    }

    /** Does the same for a node that stays. Refuses settings by which no peer would reach it. */
    public static NodeAssembly ofStaying(NodeOptions options, Environment environment)
            throws CliException, IOException {
        ProgramSettings settings = ProgramSettings.resolve(options, environment);
        checkStaying(settings, options, environment);
        return loaded(settings, options, environment);
    }

    /**
     * Prints the warnings of the settings, and refuses those by which no peer would reach a node
     * that stays. Asks the user nothing.
     */
    public static void checkStaying(
            ProgramSettings settings, NodeOptions options, Environment environment)
            throws CliException, IOException {
        settings.requireStayingPort(environment.typed());
        if (options.rpcTokenFile != null) {
            RpcToken.read(options.rpcTokenFile); // better now than when others speak to the node
        }
        warn(settings, options, environment);
    }

    /** Tells whether the key can be loaded without a question for its passphrase. */
    public static boolean isOpen(
            ProgramSettings settings, NodeOptions options, Environment environment)
            throws IOException {
        try (Passphrases passphrases = new Passphrases(environment, "id", options, null)) {
            Path directory = settings.profile().directory();
            return passphrases.isGiven()
                    || !IdentityStore.isThere(directory)
                    || !IdentityStore.isProtected(directory);
        }
    }

    /** Does the same with settings that are resolved already. */
    public static NodeAssembly of(
            ProgramSettings settings, NodeOptions options, Environment environment)
            throws CliException, IOException {
        warn(settings, options, environment);
        return loaded(settings, options, environment);
    }

    private static void warn(ProgramSettings settings, NodeOptions options, Environment environment)
            throws IOException {
        settings.warnings().forEach(warning -> environment.err().println("warning: " + warning));
        try (Passphrases passphrases = new Passphrases(environment, "id", options, null)) {
            if (passphrases.isGiven() && isUnprotected(settings.profile().directory())) {
                environment
                        .err()
                        .println(
                                "warning: a passphrase is given, but none protects the key: "
                                        + options.call("id --set-passphrase"));
            }
        }
    }

    /** Tells whether there is a key, and no passphrase protects it. */
    private static boolean isUnprotected(Path directory) throws IOException {
        return IdentityStore.isThere(directory) && !IdentityStore.isProtected(directory);
    }

    /**
     * Loads the identity, or makes it, for settings whose warnings are printed already. Asks for
     * the passphrase unless {@link #isOpen}.
     */
    public static NodeAssembly loaded(
            ProgramSettings settings, NodeOptions options, Environment environment)
            throws CliException, IOException {
        try (Passphrases passphrases = new Passphrases(environment, "id", options, null)) {
            return new NodeAssembly(
                    settings, identity(settings.profile().directory(), passphrases, environment));
        }
    }

    private static Identity identity(
            Path directory, Passphrases passphrases, Environment environment)
            throws CliException, IOException {
        boolean isNew = Files.notExists(directory);
        try {
            return IdentityStore.loadOrCreate(directory, passphrases.current());
        } catch (FileSystemException e) {
            if (!isNew) {
                throw e;
            }
            Path usual = Profile.defaultHome(environment);
            throw new CliException(
                    ExitCode.ERROR,
                    Failures.message(e),
                    directory.startsWith(usual)
                            ? "whose the folder is:\nls -ld "
                                    + ShellWords.quoted(existing(directory).toString())
                            : "in the usual home it is:\n"
                                    + environment.typed().with("--home", usual.toString()));
        }
    }

    private static Path existing(Path folder) {
        Path parent = folder.getParent();
        return Files.exists(folder) || parent == null ? folder : existing(parent);
    }

    public ProgramSettings settings() {
        return settings;
    }

    public Identity identity() {
        return identity;
    }

    /** Returns a builder for a node that stays online: it listens, registers and runs plugins. */
    public NodeBuilder resident() {
        NodeBuilder builder =
                parts(true)
                        .listen(settings.listenAddresses().toArray(Address[]::new))
                        .listenOnceInvited(settings.listenOnceInvited().toArray(Address[]::new))
                        .announce(settings.announced().toArray(Address[]::new))
                        .visibility(settings.visibility())
                        .extraDirectories(settings.localNetwork().directories())
                        .pluginFolders(settings.pluginFolders());
        settings.requests().ifPresent(builder::requests);
        return builder;
    }

    /**
     * Returns a builder for a node that does one thing and ends: it neither listens nor registers
     * nor runs plugins.
     */
    public NodeBuilder visitor() {
        return asking(parts(false)).looking();
    }

    /**
     * Returns a builder for a node that sends something and ends. It starts plugins only where they
     * may have a filter of messages.
     */
    public NodeBuilder sender() {
        return filtering(asking(parts(false)).sending());
    }

    /**
     * Returns a builder for a node that runs a command of a plugin and ends: it starts the plugins,
     * and neither listens nor registers nor takes messages.
     */
    public NodeBuilder runner() {
        return parts(false)
                .sending()
                .extraDirectories(settings.localNetwork().directories())
                .pluginFolders(settings.pluginFolders());
    }

    /** Returns a builder for a node that keeps the outbox, and asks nobody. */
    public NodeBuilder keeper() {
        return filtering(parts(false).sending().directories().carrierFolders(carrierFolders()));
    }

    /** Returns a builder for a node that reads what the profile has, and asks nobody. */
    public NodeBuilder reader() {
        return parts(false).looking().directories();
    }

    /** Starts the plugins that may filter messages, of those that may run, and no others. */
    private NodeBuilder filtering(NodeBuilder builder) {
        FilterRecord.mayFilter(settings.pluginFolders(), settings.profile().directory())
                .ifPresent(builder::startFilters);
        return builder;
    }

    /**
     * Lets a node that does not stay ask the local network, and use the plugins that find or reach
     * peers, without starting any.
     */
    private NodeBuilder asking(NodeBuilder builder) {
        return builder.extraDirectories(settings.localNetwork().directories())
                .carrierFolders(carrierFolders());
    }

    /**
     * Returns the folders of plugins that a short command looks into. The image's own plugins reach
     * peers on the local network alone.
     */
    private PluginFolders carrierFolders() {
        PluginFolders all = settings.pluginFolders();
        return settings.localNetwork().isOn()
                ? all
                : new PluginFolders(all.user(), List.of(), all.allowed());
    }

    /** Loads the plugins by which a command asks directories without a node. */
    PluginDirectories pluginDirectories() throws IOException {
        return PluginDirectories.load(
                carrierFolders(), settings.profile().directory(), settings.plugins(), transports());
    }

    private NodeBuilder parts(boolean hosting) {
        return new NodeBuilder(identity, settings.name())
                .dataDirectory(settings.profile().directory())
                .transports(services(Transport.class))
                .carriers(carriers(settings))
                .relays(settings.relays().toArray(Address[]::new))
                .links(settings.links())
                .direct(settings.isDirect())
                .keepFor(settings.keepFor())
                .journalLimits(settings.journalMessages(), settings.journalMib() << 20)
                .discoveries(discoveries(settings))
                .handlers(services(MessageHandler.class))
                .pluginSettings(settings.plugins())
                .pluginSettingsFrom(PluginSettingsFiles.of(settings))
                .pluginTimes(settings.pluginTimes())
                .directories(settings.directories(hosting).toArray(Address[]::new));
    }

    /**
     * Starts a node.
     *
     * @param given the options for hints
     * @throws CliException if nothing knows one of its addresses
     */
    public static Node start(NodeBuilder builder, Hints given) throws CliException, IOException {
        try {
            return builder.start();
        } catch (UnservedAddressException e) {
            throw UnservedAddresses.worded(e, given);
        }
    }

    /** Returns the network by which a command asks directories without a node. */
    Network network(List<Transport> transports) {
        return Networks.of(identity, settings.name(), transports, settings.links());
    }

    /** Opens a directory by the discovery of its address's scheme. */
    public static Directory open(Address address, Network network, List<Discovery> discoveries)
            throws IOException {
        for (Discovery discovery : discoveries) {
            if (discovery.scheme().equals(address.scheme())) {
                return discovery.open(address, network);
            }
        }
        throw new IOException(
                "nothing here finds peers at %s: neither PeerLink nor a plugin knows the scheme '%s'"
                        .formatted(address, address.scheme()));
    }

    /** Returns the folders of the user's plugins and of the image's own, in this order. */
    public static List<Path> pluginFolders(Profile profile) {
        return ProgramSettings.pluginFolders(profile, Map.of()).all();
    }

    private static List<Discovery> discoveries(ProgramSettings settings) {
        return discoveries().stream()
                .map(
                        discovery ->
                                discovery instanceof RegistryDiscovery registries
                                                && settings.registryToken().isPresent()
                                        ? registries.with(settings.registryToken().get())
                                        : discovery)
                .toList();
    }

    private static List<Carrier> carriers(ProgramSettings settings) {
        return services(Carrier.class).stream()
                .map(
                        carrier ->
                                carrier instanceof RelayCarrier relays
                                                && settings.registryToken().isPresent()
                                        ? relays.with(settings.registryToken().get())
                                        : carrier)
                .toList();
    }

    public static List<Transport> transports() {
        return services(Transport.class);
    }

    public static List<Discovery> discoveries() {
        return services(Discovery.class);
    }

    private static <S> List<S> services(Class<S> type) {
        ModuleLayer layer = NodeAssembly.class.getModule().getLayer();
        ServiceLoader<S> loader =
                layer == null ? ServiceLoader.load(type) : ServiceLoader.load(layer, type);
        return loader.stream().map(ServiceLoader.Provider::get).toList();
    }
}
