package peerlink.core;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import peerlink.api.Address;
import peerlink.api.Announcement;
import peerlink.api.DirectoryContext;
import peerlink.api.Discovery;
import peerlink.api.Messenger;
import peerlink.api.PeerId;
import peerlink.api.Printable;
import peerlink.api.Transport;
import peerlink.core.address.Candidates;
import peerlink.core.address.NetworkWatch;
import peerlink.core.admission.Admission;
import peerlink.core.admission.RequestFile;
import peerlink.core.admission.Requests;
import peerlink.core.admission.ServedProtocols;
import peerlink.core.contact.ContactBook;
import peerlink.core.contact.ContactFileWatch;
import peerlink.core.contact.KeyPinning;
import peerlink.core.exchange.ChatFrame;
import peerlink.core.exchange.PendingBytes;
import peerlink.core.link.LinkAcceptor;
import peerlink.core.link.PluginLinks;
import peerlink.core.link.ProtocolNetwork;
import peerlink.core.link.ThisMachine;
import peerlink.core.model.Invite;
import peerlink.core.model.NodeEvent;
import peerlink.core.model.PluginStatus;
import peerlink.core.model.RelayStatus;
import peerlink.core.model.UnservedAddressException;
import peerlink.core.peer.Dialer;
import peerlink.core.peer.Directories;
import peerlink.core.peer.DirectoryEvents;
import peerlink.core.peer.LastKnownTable;
import peerlink.core.peer.LastKnownWriter;
import peerlink.core.peer.Peers;
import peerlink.core.peer.Presence;
import peerlink.core.peer.RelayTrial;
import peerlink.core.peer.Relays;
import peerlink.core.plugin.CommandClaim;
import peerlink.core.plugin.CommandRegistry;
import peerlink.core.plugin.GivenPlugin;
import peerlink.core.plugin.PluginEnvironment;
import peerlink.core.plugin.Plugins;
import peerlink.core.plugin.Providers;
import peerlink.core.profile.ProfileLock;
import peerlink.core.session.EventQueue;
import peerlink.core.session.HandlerRegistry;
import peerlink.core.session.LinkProvider;
import peerlink.core.session.MessageExpiry;
import peerlink.core.session.MessageRenderers;
import peerlink.core.session.OutgoingFilters;
import peerlink.core.session.PeerListeners;
import peerlink.core.session.SessionContext;
import peerlink.core.session.Sessions;
import peerlink.core.signal.Signals;
import peerlink.core.store.ElapsedTime;
import peerlink.core.store.EmptyStore;
import peerlink.core.store.MessageStore;
import peerlink.core.store.ReportingStore;

/**
 * Puts the parts of a node together, starts them, and ends them in the order that loses nothing.
 * Each part is handed the parts that it needs, and none reaches through another. If one can't be
 * opened, those before it are closed.
 *
 * <p>The file is longer than most, as it names every part, and their order at the start and the end
 * is one subject.
 */
final class NodeWiring {
    private static final System.Logger LOG = System.getLogger(NodeWiring.class.getName());
    private static final String NO_PLUGIN = "no plugin that runs knows such addresses";

    final EventQueue events;
    private final PeerListeners peerListeners = new PeerListeners(this::pluginFailed);
    final OutgoingFilters filters = new OutgoingFilters(this::pluginNotice);
    final MessageRenderers renderers = new MessageRenderers(this::pluginFailed);
    private final PluginSettings pluginSettings;
    final Peers peers;
    final Requests requests;
    final CommandRegistry commands;
    final PluginLinks openLinks;
    final Candidates candidates;
    final Directories directories;
    final Dialer dialer;
    private final Signals signals;
    final Sessions sessions;
    final NodeJournal journal;
    final Contacts contacts;
    final Plugins plugins;
    final List<GivenPlugin> givenPlugins;
    private final NodeSettings settings;
    final Path dataDirectory;
    private final MessageStore store;
    private final HandlerRegistry handlers;
    private final ServedProtocols protocols;
    private final Lookout lookout;
    private final ContactFileWatch contactWatch;
    private final ReportingStore reporting;
    private final NetworkWatch networkWatch;
    private final LastKnownWriter lastKnownKeeper;
    private final ProtocolNetwork network;
    private final DirectoryUse directoryUse;
    private final Listening listening;
    private volatile boolean isEnding;
    final Relays relays;

    /**
     * The lock of the profile; null for a node that only looks, which may run beside another one.
     */
    private final @Nullable ProfileLock lock;

    /** The parts opened so far, while they are put together. */
    private final List<AutoCloseable> opened = new ArrayList<>();

    /**
     * @param lock null for a node that only looks; the node's own once it has started
     */
    NodeWiring(
            NodeSettings settings,
            Path dataDirectory,
            ContactBook book,
            Plugins plugins,
            PluginSettings pluginSettings,
            @Nullable ProfileLock lock)
            throws IOException, InterruptedException {
        this.settings = settings;
        this.dataDirectory = dataDirectory;
        this.plugins = plugins;
        this.pluginSettings = pluginSettings;
        this.givenPlugins =
                settings.plugins.entrySet().stream()
                        .map(
                                given ->
                                        new GivenPlugin(
                                                given.getKey(),
                                                given.getValue(),
                                                settings.pluginLimits))
                        .toList();
        this.lock = lock;
        this.network =
                new ProtocolNetwork(
                        settings.identity,
                        settings.name,
                        plugins.transports(settings.transports),
                        plugins.carriers(settings.carriers),
                        settings.links);
        boolean wired = false;
        try {
            this.store = opened(openStore(settings, dataDirectory));
            this.events =
                    opened(
                            new EventQueue(
                                    event -> {
                                        peerListeners.hear(event);
                                        settings.onEvent.accept(event);
                                    }));
            ReportingStore guarded = new ReportingStore(store, events);

            KeyPinning pinning = new KeyPinning(book);
            Presence presence = new Presence();
            LastKnownTable lastKnown = lastKnown(id -> book.byId(id) != null);
            this.lastKnownKeeper = opened(new LastKnownWriter(lastKnown, presence));
            this.peers =
                    new Peers(settings.identity.id(), book, pinning, presence, lastKnown, events);
            this.journal = new NodeJournal(guarded, settings.journalLimits, peers, events);
            DirectoryEvents directoryEvents =
                    new DirectoryEvents(peers, presence, lastKnown, events);
            List<Discovery> discoveries = plugins.discoveries(settings.discoveries);
            Function<Discovery, DirectoryContext> contexts =
                    _ -> new NodeDirectoryContext(network, book);
            List<Address> directoryAddresses = new CopyOnWriteArrayList<>(settings.directories);
            this.candidates = new Candidates(settings.interfaces);
            this.directories =
                    opened(
                            Directories.open(
                                    served(discoveries),
                                    settings.extraDirectories,
                                    discoveries,
                                    contexts,
                                    directoryEvents));
            this.directoryUse =
                    new DirectoryUse(
                            directories,
                            discoveries,
                            contexts,
                            directoryEvents,
                            events,
                            dataDirectory,
                            directoryAddresses,
                            settings.extraDirectories);
            this.dialer =
                    new Dialer(network, peers, directories, !settings.isFull(), settings.isDirect);

            this.requests = requests();
            Admission admission = admission(directoryAddresses);
            this.commands = new CommandRegistry(settings.reservedCommands, this::displaced);
            this.handlers = handlers();
            this.protocols = new ServedProtocols(admission);
            this.listening = opened(new Listening(network, protocols, candidates));
            this.openLinks = new PluginLinks(peers::admits);
            SessionContext context = context(guarded);
            LinkProvider links = new LinkProvider(peers, dialer, admission, settings.isFull());
            this.sessions =
                    opened(
                            new Sessions(
                                    context,
                                    peers,
                                    links,
                                    handlers,
                                    filters,
                                    renderers,
                                    events,
                                    admission,
                                    requests,
                                    new MessageExpiry.Terms(
                                            settings.keepFor,
                                            settings.firstExpiryCheck,
                                            directoryEvents::isClockDoubted)));
            this.contacts =
                    new Contacts(
                            peers,
                            book,
                            pinning,
                            requests,
                            new LocalPeerSearch(
                                    settings.name, peers, book, pinning, sessions, requests));
            this.lookout = opened(new Lookout());
            this.contactWatch = new ContactFileWatch(book, events);
            this.reporting = guarded;
            this.networkWatch =
                    new NetworkWatch(
                            candidates, settings.clock, System::nanoTime, this::networkChanged);

            book.onChange(this::contactsChanged);
            SignalRoutes routes = new SignalRoutes(sessions, directories, settings.isDirect);
            this.signals = opened(signals(routes, admission));
            protocols.serveAsked(Signals.REVERSE, signals::isAsked, signals::reversed);
            if (settings.isFull()) {
                dialer.helped(signals);
                links.onSignal((link, content) -> routes.came(signals, link, content));
            }
            if (settings.isFull() && settings.isDirect) {
                directoryEvents.onSignal(
                        (directory, signal) -> routes.passed(signals, directory, signal));
            }
            directoryEvents.onAppeared(sessions::appeared);
            directoryEvents.onObserved(this::seen);
            directoryEvents.onBack(sessions::othersReached);
            peers.linked(sessions::isLinked, sessions::connected);
            protocols.add(ChatFrame.PROTOCOL, sessions::accept);
            letPeersIn();
            this.relays =
                    opened(
                            new Relays(
                                    settings.relays,
                                    directories::relays,
                                    network,
                                    protocols,
                                    candidates::relays,
                                    context.timer(),
                                    new SecureRandom()));
            wired = true;
        } finally {
            if (!wired) {
                closeAll(opened.reversed());
            }
        }
    }

    private static MessageStore openStore(NodeSettings settings, Path dataDirectory)
            throws IOException {
        return settings.isLooking() ? new EmptyStore() : settings.store.open(dataDirectory);
    }

    private LastKnownTable lastKnown(Predicate<PeerId> isContact) {
        LastKnownTable all = new LastKnownTable(dataDirectory, isContact, settings.clock);
        try {
            all.load();
        } catch (IOException e) {
            events.post(new NodeEvent.LastKnownLost(Printable.reason(e)));
        }
        return all;
    }

    private Requests requests() {
        return new Requests(
                settings.name,
                new RequestFile(dataDirectory, settings.identity.id()),
                peers,
                events,
                settings.clock);
    }

    private Admission admission(List<Address> directoryAddresses) {
        return new Admission(
                settings.name,
                settings.requests,
                directoryAddresses,
                peers,
                requests,
                !settings.isFull());
    }

    private Signals signals(SignalRoutes routes, Admission admission) {
        return new Signals(
                network,
                protocols,
                routes,
                candidates,
                peers::isContact,
                admission::admitsSignal,
                settings.clock,
                System::nanoTime,
                settings.isDirect,
                new SecureRandom());
    }

    private HandlerRegistry handlers() {
        HandlerRegistry all = new HandlerRegistry(this::pluginFailed);
        settings.handlers.forEach(
                handler ->
                        all.add(
                                handler.getClass().getSimpleName(),
                                handler,
                                settings.pluginLimits.calls()));
        return all;
    }

    private SessionContext context(MessageStore kept) throws IOException {
        ScheduledThreadPoolExecutor timer =
                new ScheduledThreadPoolExecutor(
                        1, Thread.ofPlatform().daemon().name("peerlink session-timer").factory());
        timer.setRemoveOnCancelPolicy(true);
        return new SessionContext(
                settings.identity.id(),
                kept,
                new PendingBytes(),
                !settings.isLooking(),
                settings.isFull(),
                new AtomicLong(kept.lastNumber()),
                settings.clock,
                new ElapsedTime(kept.elapsed(), settings.clock, System::nanoTime),
                System::nanoTime,
                new SecureRandom(),
                timer,
                new CountDownLatch(1));
    }

    /** Lets peers in, unless the node only sends or looks. */
    private void letPeersIn() throws IOException {
        if (!settings.isFull()) {
            requests.look();
            return;
        }
        requests.load(store);
        candidates.look();
        if (!settings.isDirect) {
            return;
        }
        candidates.announce(settings.announced);
        for (Address address : settings.listen) {
            if (network.serves(address.scheme())) {
                listening.open(List.of(address));
                continue;
            }
            List<PluginStatus> others = UnservedAddressException.transports(plugins.statuses());
            if (others.isEmpty()) {
                throw UnservedAddressException.transport(
                        address, network.schemes(), plugins.statuses());
            }
            events.post(new NodeEvent.ListeningEnded(address, notYet(others)));
        }
    }

    /**
     * Returns the reason why an address is not used yet: it may be that of a plugin which comes.
     * Where no plugin may come, the address is a mistake, and the start fails.
     */
    private static String notYet(List<PluginStatus> others) {
        return NO_PLUGIN
                + others.stream()
                        .map(
                                plugin ->
                                        plugin.name()
                                                + " "
                                                + plugin.state().name().toLowerCase(Locale.ROOT))
                        .collect(Collectors.joining(", ", " (not running: ", ")"));
    }

    /** Returns the directories that can be opened, and tells of those whose plugin may come. */
    private List<Address> served(List<Discovery> discoveries) {
        Set<String> schemes =
                discoveries.stream().map(Discovery::scheme).collect(Collectors.toSet());
        List<Address> served = new ArrayList<>();
        for (Address address : settings.directories) {
            if (schemes.contains(address.scheme())) {
                served.add(address);
                continue;
            }
            List<PluginStatus> others = UnservedAddressException.discoveries(plugins.statuses());
            if (others.isEmpty() || !settings.isFull()) {
                throw UnservedAddressException.discovery(address, schemes, plugins.statuses());
            }
            events.post(new NodeEvent.DirectoryLost(address, notYet(others)));
        }
        return served;
    }

    private void displaced(CommandClaim displaced, CommandClaim counting) {
        events.post(
                new NodeEvent.Notice(
                        displaced.plugin(),
                        "its command /%s is not there: that of the plugin %s counts"
                                .formatted(displaced.command().name(), counting.plugin())));
    }

    private <T extends AutoCloseable> T opened(T one) {
        opened.add(one);
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

    private void contactsChanged(Set<PeerId> ids) {
        events.post(new NodeEvent.ContactsChanged());
        for (PeerId id : ids) {
            sessions.contactChanged(id);
            openLinks.closeUnlessAdmitted(id);
        }
    }

    /**
     * Follows a change of this machine's network: what is open may be dead, and what was out of
     * reach may be there.
     */
    private void networkChanged() {
        directories.networkChanged();
        dialer.networkChanged();
        relays.networkChanged();
        sessions.networkChanged(candidates::isLost);
    }

    /** Returns the environment of the plugins in the node. */
    PluginEnvironment environment(Messenger node) {
        return new NodeEnvironment(
                node,
                dataDirectory,
                pluginSettings,
                commands,
                handlers,
                protocols,
                openLinks,
                new ProviderUse() {
                    @Override
                    public void use(Providers came) {
                        NodeWiring.this.use(came);
                    }

                    @Override
                    public void dismiss(Providers gone) {
                        NodeWiring.this.dismiss(gone);
                    }
                },
                events,
                peerListeners,
                filters,
                renderers,
                peers,
                journal,
                contacts::all);
    }

    private void lookAtSettings() {
        try {
            settings.pluginSettingsSource.changed().ifPresent(this::change);
        } catch (IOException e) {
            events.post(new NodeEvent.PluginSettingsUnreadable(Printable.reason(e)));
        }
    }

    /** Hands the plugins the user's configuration as it is now; done when all have heard. */
    CompletableFuture<?> change(Map<String, Map<String, String>> now) {
        pluginSettings.change(now);
        return CompletableFuture.allOf(
                Stream.concat(
                                plugins.settingsChanged(),
                                givenPlugins.stream()
                                        .map(
                                                given ->
                                                        given.settingsChanged(
                                                                pluginSettings.of(given.name()))))
                        .toArray(CompletableFuture<?>[]::new));
    }

    private void pluginNotice(String plugin, String text) {
        events.post(new NodeEvent.Notice(plugin, text));
    }

    private void pluginFailed(String plugin, String reason) {
        events.post(new NodeEvent.PluginFailed(plugin, reason));
    }

    /**
     * Uses the providers of a plugin that has come. Listens, and opens directories, at the
     * addresses of the settings that had to do without them.
     */
    private void use(Providers came) {
        came.transports().forEach(network::add);
        came.carriers().forEach(network::add);
        directoryUse.add(came.discoveries());
        for (Transport transport : came.transports()) {
            settings.listen.stream()
                    .filter(_ -> settings.isFull() && settings.isDirect)
                    .filter(address -> address.scheme().equals(transport.scheme()))
                    .forEach(this::listenAgain);
        }
    }

    private void listenAgain(Address address) {
        try {
            listening.open(List.of(address));
            events.post(new NodeEvent.ListeningResumed(address));
        } catch (IOException | RuntimeException | LinkageError e) {
            events.post(new NodeEvent.ListeningEnded(address, Printable.reason(e)));
        }
    }

    /** Lets the providers of a plugin go that ends before the node does. */
    private void dismiss(Providers gone) {
        if (isEnding) {
            return; // all is closed in the order that loses nothing
        }
        directoryUse.remove(gone.discoveries());
        for (Transport transport : gone.transports()) {
            network.remove(transport);
            for (Address address : listening.end(transport.scheme())) {
                events.post(new NodeEvent.ListeningEnded(address, "the plugin for it has ended"));
            }
        }
        gone.carriers().forEach(network::remove);
    }

    /**
     * Starts the plugins, and then the parts that let peers find the node and the handlers begin;
     * see {@link Node#run}.
     */
    void start(PluginEnvironment environment) throws IOException {
        if (settings.startsPlugins) {
            plugins.start(environment);
            if (settings.isFull()) {
                plugins.watch();
                lookout.every(this::lookAtSettings);
            }
            givenPlugins.forEach(given -> given.start(environment));
            if (settings.isFull()) {
                journal.keepPlugins(installed());
            }
        } else if (settings.filterPlugins.isPresent()) {
            plugins.start(environment);
        }
        sessions.ready();
        if (lock != null) {
            lookout.every(contactWatch::look);
            // so that the user hears of a lost file before the next message is lost
            lookout.every(reporting::look);
            lookout.every(LastKnownWriter.PERIOD, lastKnownKeeper::look);
        }
        lookout.every(settings.networkPeriod, networkWatch::look);
        if (settings.isFull()) {
            if (candidates.now().isEmpty()) {
                // a node that listens nowhere registers as well: a registry may offer it a relay
                announce(List.of());
            }
            relays.start();
        }
        candidates.onChange(this::announce);
    }

    /** Returns the names of the plugins that run, or may again. */
    private Set<String> installed() {
        return Stream.concat(
                        plugins.statuses().stream(), givenPlugins.stream().map(GivenPlugin::status))
                .filter(status -> status.state() != PluginStatus.State.DISABLED)
                .map(PluginStatus::name)
                .collect(Collectors.toSet());
    }

    private void seen(Address directory, Address seen, Optional<Address> local) {
        candidates.observed(directory, seen, local);
        // a directory that grants a registration may offer a relay with it
        relays.offered();
    }

    private void announce(List<Address> addresses) {
        directories.announce(
                new Announcement(settings.name, addresses, settings.visibility),
                new Announcement(
                        settings.name, candidates.published(addresses), settings.visibility));
    }

    /** Uses the registries of an invite, as {@link DirectoryUse#use} does. */
    void use(Invite invite) {
        if (!directoryUse.use(invite).stream().allMatch(ThisMachine::alone)) {
            listenBeyond();
        }
    }

    /** Lets peers on other machines connect, unless they may already or never may. */
    private void listenBeyond() {
        boolean isOpen = !listening().stream().allMatch(ThisMachine::alone);
        if (isOpen || !settings.isFull() || !settings.isDirect) {
            return;
        }
        try {
            listening.open(settings.listenOnceInvited);
        } catch (IOException e) {
            // a relay may do, and the next start tells the user
            LOG.log(Level.WARNING, "can't listen for peers on other machines", e);
        }
    }

    /** Returns the results of taking a place at each relay, where no link is accepted. */
    List<RelayStatus> tryRelays(Duration patience) throws InterruptedException {
        return new RelayTrial(
                        settings.relays,
                        (place, onLost) -> network.listen(place, LinkAcceptor.of(Map.of()), onLost))
                .run(directories.relays(), patience);
    }

    /** Returns the addresses on which the node listens. */
    List<Address> listening() {
        return listening.addresses();
    }

    /** Waits until nothing is under way; see {@link Node#settle}. */
    boolean settle(Duration patience) throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        sessions.drain(end);
        journal.settle(end);
        events.drain(end);
        return System.nanoTime() - end < 0;
    }

    /** Ends all parts; see {@link Node#close}. */
    void end() {
        isEnding = true;
        // before the directories take their leave: then no peer is there any more
        lastKnownKeeper.close();
        long end = System.nanoTime() + settings.drain.toNanos();
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
        lookout.close();
        // before the handlers are cut off: the next node finishes their messages
        requests.close();
        sessions.stop();
        plugins.close();
        givenPlugins.forEach(GivenPlugin::close);
        sessions.close();
        openLinks.close();
        listening.close();
        signals.close();
        relays.close();
        // the last events may be of messages, which are the next node's until they were told
        events.close();
        store.close();
        if (lock != null) {
            lock.close();
        }
    }
}
