package peerlink.api;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
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

    /** Adds a listener that hears who comes and goes. */
    default Registration watch(PeerListener listener) {
        throw new UnsupportedOperationException("no peers come or go here");
    }

    /** Adds a filter that sees each message before it is sent. */
    default Registration filter(OutgoingFilter filter) {
        throw new UnsupportedOperationException("no messages are sent here");
    }

    /** Returns the user's contacts by name, with the trust in each. Never blocks. */
    default List<ContactInfo> contacts() {
        return List.of();
    }

    /** Shows the user a line that no command asked for, cleaned by {@link Printable#lines}. */
    void show(String notice);

    /**
     * Shows the user a line as {@link #show(String)} does, and tells programs of the same event:
     * {@code peerlink listen --json} prints it as an object with these fields.
     *
     * @param notice as there; empty if the event is for programs alone
     * @param event the kind of the event, such as {@code file-offered}: 1 to 40 of {@code a-z0-9-}
     * @param fields as for {@link Console#print(String, Map)}
     * @throws IllegalArgumentException if event or fields are something else
     */
    default void show(String notice, String event, Map<String, ?> fields) {
        if (!notice.isEmpty()) {
            show(notice);
        }
    }

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

    /**
     * Runs a task once, after a time, as {@link #fork} does. Closing the registration before that
     * cancels it.
     *
     * @throws IllegalArgumentException if the time is not positive
     */
    default Registration after(String name, Duration time, Runnable task) {
        return Timers.start(this::fork, name, time, false, task);
    }

    /**
     * Runs a task again and again, as {@link #fork} does, each time a period after the end of the
     * time before. Closing the registration ends that, and lets a run under way finish.
     *
     * @throws IllegalArgumentException if the period is not positive
     */
    default Registration every(String name, Duration period, Runnable task) {
        return Timers.start(this::fork, name, period, true, task);
    }
}
