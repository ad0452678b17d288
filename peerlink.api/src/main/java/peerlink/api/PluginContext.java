package peerlink.api;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Gives a plugin its only access to the node that it runs in. Valid from {@link Plugin#start} until
 * {@link Plugin#stop} returns, after which its calls throw an {@link IllegalStateException}; safe
 * for use by several threads. Layers separate names, not privileges: a plugin runs with the rights
 * of its user.
 */
public interface PluginContext extends Settings {
    /**
     * Returns the plugin's own folder in the user's profile; it exists, and nobody else can read
     * it.
     */
    Path dataDirectory();

    /** Returns the plugin's logger. */
    System.Logger logger();

    /** Adds a listener that hears of settings which the user changes while the plugin runs. */
    default Registration watchSettings(SettingsListener listener) {
        throw new UnsupportedOperationException("no settings change here");
    }

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
     * Hands all messages of the profile to a reader, in their order, from the first call on: those
     * that are received, and those of its own that peers have acknowledged, whichever process of
     * the profile sent them. They gather for about a tenth of a second, so that a reader costs
     * little beside the messages; {@link JournalReading#await} brings them at once. What comes
     * while the plugin or the node does not run waits on disk for its next start, in which the
     * plugin calls this again; at most 20,000 messages or 16 MiB, of which the oldest are dropped.
     * All of it is dropped when the user disables or removes the plugin, and when the plugin closes
     * the reading.
     *
     * @throws IllegalStateException if the plugin reads already
     * @throws IOException if the disk can't be written to
     */
    default JournalReading read(JournalReader reader) throws IOException {
        throw new UnsupportedOperationException("no messages are kept here");
    }

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

    /**
     * Shows the messages of a media type of the plugin's own by the text that the renderer makes.
     * Without one, a message that is not text is shown by its handlers, or by nobody.
     *
     * @param type as for {@link Message#type}, such as {@code application/x-dice}
     * @throws IllegalArgumentException if the type is {@value Message#TEXT}, or no media type, or a
     *     plugin renders it already
     */
    default Registration render(String type, MessageRenderer renderer) {
        throw new UnsupportedOperationException("no messages are shown here");
    }

    /**
     * Provides the history of the profile's conversations to other plugins.
     *
     * @throws IllegalArgumentException if another plugin provides one
     */
    default Registration provide(History history) {
        throw new UnsupportedOperationException("no history is used here");
    }

    /**
     * Returns the history of the profile's conversations; empty if no plugin provides one now, as
     * before that one has started. Ask when it is needed, and don't keep it.
     */
    default Optional<History> history() {
        return Optional.empty();
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
     * Calls for the user's attention: a line as that of {@link #show(String)}, for what is not to
     * be missed. Programs hear of it as an event {@code alert}.
     */
    default void alert(String notice) {
        alert(notice, "alert", Map.of());
    }

    /**
     * Calls for the user's attention as {@link #alert(String)} does, for an event that programs
     * hear of under a kind of its own, as with {@link #show(String, String, Map)}. A chat beeps or
     * notifies the desktop, if the user has set {@code notify}.
     */
    default void alert(String notice, String event, Map<String, ?> fields) {
        show(notice, event, fields);
    }

    /**
     * Shows the user a short text that stays.
     *
     * @param text as for {@link StatusItem#show}
     * @throws IllegalStateException if the plugin has eight already
     */
    default StatusItem status(String text) {
        throw new UnsupportedOperationException("nothing stays on the screen here");
    }

    /**
     * Shows the user the progress of a long task and its rate, until it is closed.
     *
     * @param title one line, such as {@code report.pdf to bob}
     * @param total the whole of the work, in bytes; 0 if unknown
     */
    Progress progress(String title, long total);

    /**
     * Shows the progress of a long task as {@link #progress(String, long)} does, in another unit.
     *
     * @param total the whole of the work in this unit; 0 if unknown
     * @param unit the plural of what is counted, such as {@code messages}: 1 to 20 characters
     * @throws IllegalArgumentException if the unit is something else
     */
    default Progress progress(String title, long total, String unit) {
        return progress(title, total);
    }

    /**
     * Runs a task on a platform thread that is interrupted and awaited when the plugin stops.
     * Threads started in another way keep the plugin's code in memory until they end. The task's
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
