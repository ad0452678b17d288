package peerlink.core.plugin;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import peerlink.api.Command;
import peerlink.api.LinkHandler;
import peerlink.api.MessageHandler;
import peerlink.api.Messenger;
import peerlink.api.Progress;
import peerlink.api.Protocol;
import peerlink.api.Registration;
import peerlink.core.model.NodeEvent;

/**
 * What a running node gives to its plugins, each named by {@code plugin}. Safe for use by several threads. A registration
 * does not end by itself: whoever loads the plugins closes those of a plugin that stops or fails.
 */
public interface PluginEnvironment {
    /** Returns the plugin's own folder in the profile, made now if need be, for its user alone. */
    Path dataDirectory(String plugin) throws IOException;

    /** Returns what the user has set for the plugin; empty if nothing. */
    Map<String, String> settings(String plugin);

    /** Returns the way to peers. */
    Messenger messenger();

    /**
     * Adds a command.
     *
     * @throws IllegalArgumentException if the name is taken or not a command's name
     */
    Registration register(String plugin, Command command);

    /** Adds a message handler; what it throws is told as {@link NodeEvent.PluginFailed}. */
    Registration register(String plugin, MessageHandler handler);

    /**
     * Accepts links for a protocol; what the handler throws, but for an {@link IOException}, is told as {@link
     * NodeEvent.PluginFailed}.
     *
     * @throws IllegalArgumentException if the protocol is taken
     */
    Registration register(String plugin, Protocol protocol, LinkHandler handler);

    /** Shows the user a notice; it is cleaned here. */
    void notice(String plugin, String text);

    /** Shows the user how far a task has come until it is closed; the title is cleaned here. */
    Progress progress(String plugin, String title, long total);

    /** Tells the user that the plugin has failed; the reason is cleaned here. */
    void failed(String plugin, String reason);
}
