package peerlink.core;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import peerlink.api.ContactInfo;
import peerlink.api.History;
import peerlink.api.Link;
import peerlink.api.LinkHandler;
import peerlink.api.Message;
import peerlink.api.MessageHandler;
import peerlink.api.MessageRenderer;
import peerlink.api.Messenger;
import peerlink.api.OutgoingFilter;
import peerlink.api.Peer;
import peerlink.api.PeerListener;
import peerlink.api.Printable;
import peerlink.api.Progress;
import peerlink.api.Protocol;
import peerlink.api.Registration;
import peerlink.api.StatusItem;
import peerlink.api.TrustLevel;
import peerlink.core.admission.ServedProtocols;
import peerlink.core.guard.GuardedCalls;
import peerlink.core.link.PluginLinks;
import peerlink.core.model.Contact;
import peerlink.core.model.EventSink;
import peerlink.core.model.NodeEvent;
import peerlink.core.model.PluginStatus;
import peerlink.core.model.Trust;
import peerlink.core.peer.Peers;
import peerlink.core.plugin.CommandClaim;
import peerlink.core.plugin.CommandRegistry;
import peerlink.core.plugin.PluginCursor;
import peerlink.core.plugin.PluginEnvironment;
import peerlink.core.plugin.ProvidedHistory;
import peerlink.core.plugin.Providers;
import peerlink.core.profile.PrivateFiles;
import peerlink.core.session.HandlerRegistry;
import peerlink.core.session.MessageRenderers;
import peerlink.core.session.OutgoingFilters;
import peerlink.core.session.PeerListeners;

/** Serves the plugins of one node with its folders, commands, handlers and events. */
final class NodeEnvironment implements PluginEnvironment {
    private final Messenger messenger;
    private final Path dataDirectory;
    private final PluginSettings settings;
    private final CommandRegistry commands;
    private final HandlerRegistry handlers;
    private final ServedProtocols protocols;
    private final PluginLinks links;
    private final ProviderUse providers;
    private final EventSink events;
    private final PeerListeners listeners;
    private final OutgoingFilters filters;
    private final MessageRenderers renderers;
    private final ProvidedHistory history = new ProvidedHistory();
    private final Peers peers;
    private final NodeJournal journal;
    private final Supplier<List<Contact>> contacts;

    /**
     * @param dataDirectory the profile's folder
     */
    NodeEnvironment(
            Messenger messenger,
            Path dataDirectory,
            PluginSettings settings,
            CommandRegistry commands,
            HandlerRegistry handlers,
            ServedProtocols protocols,
            PluginLinks links,
            ProviderUse providers,
            EventSink events,
            PeerListeners listeners,
            OutgoingFilters filters,
            MessageRenderers renderers,
            Peers peers,
            NodeJournal journal,
            Supplier<List<Contact>> contacts) {
        this.messenger = messenger;
        this.dataDirectory = dataDirectory;
        this.settings = settings;
        this.commands = commands;
        this.handlers = handlers;
        this.protocols = protocols;
        this.links = links;
        this.providers = providers;
        this.events = events;
        this.listeners = listeners;
        this.filters = filters;
        this.renderers = renderers;
        this.peers = peers;
        this.journal = journal;
        this.contacts = contacts;
    }

    @Override
    public Path dataDirectory(String plugin) throws IOException {
        Path all = dataDirectory.resolve("plugins");
        Path own = all.resolve(plugin).normalize();
        if (!all.equals(own.getParent())) {
            throw new IllegalArgumentException(
                    "not a plugin's name: '" + Printable.excerpt(plugin) + "'");
        }
        PrivateFiles.makeDirectory(own);
        return own;
    }

    @Override
    public Map<String, String> settings(String plugin) {
        return settings.of(plugin);
    }

    @Override
    public Messenger messenger() {
        return messenger;
    }

    @Override
    public Registration register(CommandClaim claim) {
        return commands.add(claim);
    }

    @Override
    public Registration register(String plugin, MessageHandler handler, GuardedCalls calls) {
        return handlers.add(plugin, handler, calls);
    }

    @Override
    public Registration register(String plugin, Protocol protocol, LinkHandler handler) {
        return protocols.add(protocol, link -> serve(plugin, link, handler));
    }

    @Override
    public Registration watch(String plugin, PeerListener listener, GuardedCalls calls) {
        return listeners.add(plugin, listener, calls, peers::online);
    }

    @Override
    public Registration filter(String plugin, OutgoingFilter filter, GuardedCalls calls) {
        return filters.add(plugin, filter, calls);
    }

    @Override
    public Registration render(
            String plugin, String type, MessageRenderer renderer, GuardedCalls calls) {
        return renderers.add(plugin, type, renderer, calls);
    }

    @Override
    public Registration provide(String plugin, History own, GuardedCalls calls) {
        return history.add(plugin, own, calls);
    }

    @Override
    public Optional<History> history() {
        return history.now();
    }

    @Override
    public PluginCursor cursor(String plugin) {
        return journal.cursor(plugin);
    }

    @Override
    public List<ContactInfo> contacts() {
        return contacts.get().stream()
                .map(contact -> new ContactInfo(contact.peer(), level(contact.trust())))
                .toList();
    }

    private static TrustLevel level(Trust trust) {
        return switch (trust) {
            case UNVERIFIED -> TrustLevel.UNVERIFIED;
            case VERIFIED -> TrustLevel.VERIFIED;
            case CHANGED -> TrustLevel.CHANGED;
            case BLOCKED -> TrustLevel.BLOCKED;
        };
    }

    @Override
    public void notice(
            String plugin, String text, String kind, Map<String, Object> fields, boolean isAlert) {
        events.post(new NodeEvent.Notice(plugin, Printable.lines(text), kind, fields, isAlert));
    }

    @Override
    public void sent(String plugin, Message message, Peer peer) {
        events.post(new NodeEvent.PluginSent(plugin, message, peer));
    }

    @Override
    public Progress progress(String plugin, String title, long total, String unit) {
        return new TaskProgress(plugin, title, total, unit, events::post, System::nanoTime);
    }

    @Override
    public StatusItem status(String plugin, String text) {
        return new StatusText(plugin, text, events::post);
    }

    @Override
    public void failed(String plugin, String reason) {
        events.post(new NodeEvent.PluginFailed(plugin, Printable.line(reason)));
    }

    @Override
    public void use(Providers came) {
        providers.use(came);
    }

    @Override
    public void dismiss(Providers gone) {
        providers.dismiss(gone);
    }

    @Override
    public void changed(PluginStatus plugin) {
        if (plugin.state() == PluginStatus.State.DISABLED) {
            journal.forgetPlugin(plugin.name());
        }
        events.post(new NodeEvent.PluginChanged(plugin));
    }

    private void serve(String plugin, Link link, LinkHandler handler) throws IOException {
        try {
            links.serve(link, handler);
        } catch (RuntimeException | LinkageError | StackOverflowError | AssertionError e) {
            // one catch point for the exceptions of a plugin's own code; the link is closed after
            // any of them
            failed(plugin, Printable.reason(e));
        }
    }
}
