package peerlink.core.plugin;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import peerlink.api.ContactInfo;
import peerlink.api.History;
import peerlink.api.LinkHandler;
import peerlink.api.Message;
import peerlink.api.MessageHandler;
import peerlink.api.MessageRenderer;
import peerlink.api.Messenger;
import peerlink.api.OutgoingFilter;
import peerlink.api.Peer;
import peerlink.api.PeerListener;
import peerlink.api.Progress;
import peerlink.api.Protocol;
import peerlink.api.Registration;
import peerlink.api.StatusItem;
import peerlink.core.guard.GuardedCalls;
import peerlink.core.model.NodeEvent;
import peerlink.core.model.PluginStatus;

/**
 * Serves the plugins of a running node, each named by {@code plugin}. Safe for use by several
 * threads. A registration does not end by itself: the caller that loads the plugins closes those of
 * a plugin that stops or fails.
 */
public interface PluginEnvironment {
    /** Returns the plugin's own folder in the profile, made now if need be, for this user alone. */
    Path dataDirectory(String plugin) throws IOException;

    /** Returns the user's settings for the plugin; empty if there are none. */
    Map<String, String> settings(String plugin);

    /** Returns the messenger, by which plugins reach peers. */
    Messenger messenger();

    /**
     * Adds a command, which counts as {@link CommandClaim} says.
     *
     * @throws IllegalArgumentException if the name is reserved, or not a command's name
     */
    Registration register(CommandClaim claim);

    /**
     * Adds a message handler. An exception in it is reported as {@link NodeEvent.PluginFailed}.
     *
     * @param calls makes the calls of the handler
     */
    Registration register(String plugin, MessageHandler handler, GuardedCalls calls);

    /**
     * Accepts links for a protocol. An exception in the handler, except an {@link IOException}, is
     * reported as {@link NodeEvent.PluginFailed}.
     *
     * @throws IllegalArgumentException if the protocol is taken
     */
    Registration register(String plugin, Protocol protocol, LinkHandler handler);

    /**
     * Adds a listener of peers. An exception in it is reported as {@link NodeEvent.PluginFailed}.
     *
     * @param calls makes the calls of the listener
     */
    Registration watch(String plugin, PeerListener listener, GuardedCalls calls);

    /**
     * Adds a filter of messages.
     *
     * @param calls makes the calls of the filter
     */
    Registration filter(String plugin, OutgoingFilter filter, GuardedCalls calls);

    /**
     * Adds a renderer of a media type. An exception in it is reported as {@link
     * NodeEvent.PluginFailed}.
     *
     * @param calls makes the calls of the renderer
     * @throws IllegalArgumentException if the type is none, or taken
     */
    Registration render(String plugin, String type, MessageRenderer renderer, GuardedCalls calls);

    /**
     * Takes the history of the profile's conversations.
     *
     * @param calls makes the calls of the history
     * @throws IllegalArgumentException if there is one
     */
    Registration provide(String plugin, History history, GuardedCalls calls);

    /** Returns the history that a plugin provides now. */
    Optional<History> history();

    /**
     * Returns the plugin's cursor of the journal, which is made by {@link PluginCursor#open}.
     */
    PluginCursor cursor(String plugin);

    /** Returns the user's contacts by name. */
    List<ContactInfo> contacts();

    /** Shows the user a notice, which is cleaned here. */
    default void notice(String plugin, String text) {
        notice(plugin, text, "", Map.of(), false);
    }

    /**
     * Shows the user a notice, which is cleaned here, and tells programs of the event.
     *
     * @param kind the kind of the event; empty if there is none
     * @param isAlert whether it calls for the user's attention
     */
    void notice(
            String plugin, String text, String kind, Map<String, Object> fields, boolean isAlert);

    /** Tells that the plugin has sent a message. */
    void sent(String plugin, Message message, Peer peer);

    /**
     * Shows the user the progress of a task until it is closed. The title is cleaned here.
     *
     * @param unit the unit of the total, in the plural
     */
    Progress progress(String plugin, String title, long total, String unit);

    /** Shows the user a text that stays until it is closed, cleaned here. */
    StatusItem status(String plugin, String text);

    /** Tells the user that the plugin has failed. The reason is cleaned here. */
    void failed(String plugin, String reason);

    /** Uses the providers of a plugin that has come while the node runs. */
    void use(Providers providers);

    /** Lets the providers of a plugin go, and closes all that came from them. */
    void dismiss(Providers providers);

    /** Tells the user that a plugin has come, gone or changed, or waits for the user. */
    void changed(PluginStatus plugin);
}
