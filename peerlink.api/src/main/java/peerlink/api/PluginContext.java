package peerlink.api;

import java.nio.file.Path;
import java.util.Map;

/**
 * Gives a plugin its only access to the node that it runs in. Valid from {@link Plugin#start} until
 * {@link Plugin#stop} returns; safe for use by several threads. Layers separate names, not
 * privileges: a plugin runs with the rights of its user.
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
     * Adds a command.
     *
     * @throws IllegalArgumentException if the name is taken
     */
    Registration register(Command command);

    /** Adds a message handler. */
    Registration register(MessageHandler handler);

    /**
     * Accepts links for a protocol of the plugin's own. Contacts that are not blocked are let in,
     * and other peers only where the user takes everybody's messages, as is usual for peers on this
     * machine. Anybody else is refused ({@code not-accepted}, {@code unknown-peer} or {@code
     * refused}), and the handler never hears of it. A link is closed when the user blocks its peer.
     * So a handler need not ask who may come; it bounds what each one may do.
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
     * Runs a task on a platform thread that is interrupted and awaited when the plugin stops.
     * Threads started in another way would keep the plugin's code loaded for ever. The task's
     * exceptions are reported as the plugin's failure.
     */
    void fork(String name, Runnable task);
}
