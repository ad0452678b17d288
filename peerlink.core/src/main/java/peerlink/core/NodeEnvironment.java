package peerlink.core;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import peerlink.api.Link;
import peerlink.api.LinkHandler;
import peerlink.api.MessageHandler;
import peerlink.api.Messenger;
import peerlink.api.Printable;
import peerlink.api.Progress;
import peerlink.api.Protocol;
import peerlink.api.Registration;
import peerlink.core.admission.ServedProtocols;
import peerlink.core.guard.GuardedCalls;
import peerlink.core.link.PluginLinks;
import peerlink.core.model.EventSink;
import peerlink.core.model.NodeEvent;
import peerlink.core.model.PluginStatus;
import peerlink.core.plugin.CommandClaim;
import peerlink.core.plugin.CommandRegistry;
import peerlink.core.plugin.PluginEnvironment;
import peerlink.core.plugin.Providers;
import peerlink.core.profile.PrivateFiles;
import peerlink.core.session.HandlerRegistry;

/** Serves the plugins of one node with its folders, commands, handlers and events. */
final class NodeEnvironment implements PluginEnvironment {
    private final Messenger messenger;
    private final Path dataDirectory;
    private final Map<String, Map<String, String>> settings;
    private final CommandRegistry commands;
    private final HandlerRegistry handlers;
    private final ServedProtocols protocols;
    private final PluginLinks links;
    private final ProviderUse providers;
    private final EventSink events;

    /**
     * @param dataDirectory the profile's folder
     * @param settings the settings of each plugin, by its name
     */
    NodeEnvironment(
            Messenger messenger,
            Path dataDirectory,
            Map<String, Map<String, String>> settings,
            CommandRegistry commands,
            HandlerRegistry handlers,
            ServedProtocols protocols,
            PluginLinks links,
            ProviderUse providers,
            EventSink events) {
        this.messenger = messenger;
        this.dataDirectory = dataDirectory;
        this.settings = settings;
        this.commands = commands;
        this.handlers = handlers;
        this.protocols = protocols;
        this.links = links;
        this.providers = providers;
        this.events = events;
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
        return settings.getOrDefault(plugin, Map.of());
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
    public void notice(String plugin, String text) {
        events.post(new NodeEvent.Notice(plugin, Printable.lines(text)));
    }

    @Override
    public Progress progress(String plugin, String title, long total) {
        return new TaskProgress(plugin, title, total, events::post, System::nanoTime);
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
