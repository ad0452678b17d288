package peerlink.api;

import java.nio.file.Path;
import java.util.Map;

/**
 * Gives a plugin its only access to the node that it runs in. Valid from {@link Plugin#start} until
 * {@link Plugin#stop} returns, after which its calls throw an {@link IllegalStateException}; safe
 * for use by several threads. Layers separate names, not privileges: a plugin runs with the rights
 * of its user.
 */
public interface PluginContext {
    /**
     * Returns the plugin's own folder in the user's profile; it exists, and nobody else can read
     * it.
     */
    Path dataDirectory();

    /** Returns the plugin's logger. */
    System.Logger logger();

    /**
     * Returns the user's settings under {@code [plugins.NAME]} in the profile's configuration file.
     */
    Map<String, String> settings();

    /** Returns the access to peers. */
    Messenger messenger();

    /**
     * Adds a command. If another plugin has one of that name, one of the two counts whichever
     * starts first: that of a plugin which comes with PeerLink, or else of the plugin whose name is
     * first in order. The other one waits until that is gone.
     *
     * @throws IllegalArgumentException if the name is one of PeerLink's own, or this plugin has
     *     taken it
     */
    Registration register(Command command);

    /** Adds a message handler. */
    Registration register(MessageHandler handler);

    /**
     * Accepts links for a protocol of the plugin's own.
     *
     * @param handler called as {@link LinkHandler} says
     * @throws IllegalArgumentException if the protocol is taken
     */
    Registration register(Protocol protocol, LinkHandler handler);

    /** Shows the user a line that no command asked for, cleaned by {@link Printable#lines}. */
    void show(String notice);

    /**
     * Shows the user the progress of a long task, until it is closed.
     *
     * @param title one line, such as {@code report.pdf to bob}
     * @param total the whole of the work, in bytes; 0 if unknown
     */
    Progress progress(String title, long total);

    /**
     * Runs a task on a thread of its own that is interrupted and awaited when the plugin stops.
     * Threads started in another way keep the plugin's code in memory until they end. The task's
     * exceptions are reported as the plugin's failure.
     */
    void fork(String name, Runnable task);
}
