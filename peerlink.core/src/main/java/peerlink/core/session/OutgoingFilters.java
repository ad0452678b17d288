package peerlink.core.session;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import peerlink.api.CommandException;
import peerlink.api.Draft;
import peerlink.api.OutgoingFilter;
import peerlink.api.Printable;
import peerlink.api.Registration;
import peerlink.core.guard.CallFailedException;
import peerlink.core.guard.GuardedCalls;

/**
 * Asks the plugins' filters about each message before it is sent. A message about which a filter
 * gives no answer is not sent: its author may rely on the filter. Safe for use by several threads.
 */
public final class OutgoingFilters {
    /** The time for an answer, while the user waits. */
    static final Duration LIMIT = Duration.ofSeconds(2);

    /** Tells a filter's own thread: a message of its own would wait for itself. */
    private static final ScopedValue<Boolean> FILTERING = ScopedValue.newInstance();

    private final Duration limit;
    private final BiConsumer<String, String> onChange;
    private final CopyOnWriteArrayList<Owned> filters = new CopyOnWriteArrayList<>();

    private record Owned(String plugin, OutgoingFilter filter, GuardedCalls calls) {}

    /** The answer of a filter: the message, or the reason against it. */
    private sealed interface Answer {
        record Pass(Draft draft) implements Answer {}

        record Veto(String reason) implements Answer {}
    }

    /**
     * @param onChange gets the plugin and a line for the user when a filter has changed a message
     */
    public OutgoingFilters(BiConsumer<String, String> onChange) {
        this(LIMIT, onChange);
    }

    OutgoingFilters(Duration limit, BiConsumer<String, String> onChange) {
        this.limit = limit;
        this.onChange = onChange;
    }

    /**
     * Adds a filter.
     *
     * @param plugin its owner
     * @param calls makes the calls, and tells of those that take too long
     */
    public Registration add(String plugin, OutgoingFilter filter, GuardedCalls calls) {
        Owned entry = new Owned(plugin, filter, calls);
        filters.add(entry);
        return () -> filters.removeIf(other -> other == entry);
    }

    /** Returns the names of the plugins that have a filter. */
    public Set<String> plugins() {
        return filters.stream().map(Owned::plugin).collect(Collectors.toSet());
    }

    /**
     * Returns the message as it is to be sent.
     *
     * @throws IOException if a filter forbids it or does not answer; the message names its plugin
     */
    Draft filtered(Draft draft) throws IOException {
        if (filters.isEmpty()) {
            return draft;
        }
        if (FILTERING.isBound()) {
            throw new IOException("a filter sends no messages");
        }
        Draft now = draft;
        for (Owned filter : filters) {
            now = filtered(filter, now);
        }
        return now;
    }

    private Draft filtered(Owned owned, Draft draft) throws IOException {
        @Nullable Answer answer;
        try {
            answer =
                    Objects.requireNonNull(
                            owned.calls()
                                    .ask(
                                            "filtering a message to " + draft.to().name(),
                                            limit,
                                            () ->
                                                    ScopedValue.where(FILTERING, true)
                                                            .call(
                                                                    () ->
                                                                            answer(
                                                                                    owned.filter(),
                                                                                    draft))));
        } catch (CallFailedException e) {
            throw switch (e.kind()) {
                case ENDED -> notSent(owned, "has ended meanwhile");
                case OVERDUE -> notSent(owned, "held the message up for more than 2 seconds");
                case THREW, INTERRUPTED ->
                        notSent(owned, "failed on the message: " + e.getMessage());
            };
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while a filter was asked");
        }
        return switch (Objects.requireNonNull(answer)) {
            case Answer.Veto(var reason) -> throw notSent(owned, "forbids the message: " + reason);
            case Answer.Pass(var passed) -> {
                if (!passed.to().id().equals(draft.to().id())) {
                    throw notSent(owned, "would send the message to another peer");
                }
                if (!passed.equals(draft)) {
                    tellChange(owned, passed);
                }
                yield passed;
            }
        };
    }

    /** Tells the user, who would believe to have sent something else. */
    private void tellChange(Owned owned, Draft passed) {
        onChange.accept(
                owned.plugin(),
                "changed your message to %s: %s"
                        .formatted(
                                passed.to().name(),
                                passed.isText()
                                        ? Printable.preview(passed.text())
                                        : Printable.excerpt(passed.type())));
    }

    /** Asks the filter, on its own thread. */
    private static Answer answer(OutgoingFilter filter, Draft draft) throws Exception {
        try {
            Draft passed = filter.filter(draft);
            return passed == null ? new Answer.Veto("it has no answer") : new Answer.Pass(passed);
        } catch (CommandException e) {
            return new Answer.Veto(Printable.line(String.valueOf(e.getMessage())));
        }
    }

    private static IOException notSent(Owned owned, String reason) {
        return new IOException("the plugin %s %s".formatted(owned.plugin(), reason));
    }
}
