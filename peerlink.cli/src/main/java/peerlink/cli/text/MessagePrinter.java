package peerlink.cli.text;

import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import peerlink.api.Peer;
import peerlink.cli.program.Failures;
import peerlink.cli.program.Output;
import peerlink.core.model.ContactRequest;
import peerlink.core.model.NodeEvent;
import peerlink.core.model.NodeEvent.MessageArrived;

/**
 * Prints the messages that arrive as data, for people or for programs. Hands each to the system
 * before the call returns, so that it outlives this process. Throws {@link UncheckedIOException} if
 * the system does not take it.
 */
public interface MessagePrinter {
    /**
     * Prints that messages can arrive from now on.
     *
     * @param listen {@code host:port} that this node listens on; several with commas
     * @param registry {@code host:port} of its registry; several with commas
     * @param skipped the names of the plugins that are not run, as they wait for the user
     */
    void ready(Peer self, String listen, String registry, List<String> skipped);

    /** Prints a text message, or one that a plugin has rendered. */
    void print(MessageArrived arrived);

    /** Prints an unknown peer's request. */
    void print(ContactRequest request);

    /** Tells whether another event is printed, too. */
    default boolean isFor(NodeEvent event) {
        return false;
    }

    /** Prints another event that {@linkplain #isFor is printed}. */
    default void print(NodeEvent event) {}

    /**
     * Prints {@code 2026-08-01 13:05 alice: text}: with the date, as it may be read on another day.
     */
    record Text(PrintStream out, PrintStream err, ShownTimes times, ContactLines contacts)
            implements MessagePrinter {
        @Override
        public void ready(Peer self, String listen, String registry, List<String> skipped) {}

        @Override
        public void print(MessageArrived arrived) {
            out.println(
                    "%s %s%s%s%s: %s"
                            .formatted(
                                    times.dateAndTime(arrived.receivedAt()),
                                    EventLines.writer(arrived),
                                    EventLines.mark(arrived),
                                    EventLines.again(arrived),
                                    times.written(arrived.message(), arrived.receivedAt()),
                                    EventLines.indented(arrived.shown())));
            Output.requireWritten(out);
        }

        @Override
        public void print(ContactRequest request) {
            err.println(
                    "%s would like to write to you%s: %s"
                            .formatted(
                                    EventLines.requester(request),
                                    times.written(request.message(), request.receivedAt()),
                                    EventLines.indented(request.message().text())));
            Failures.printHint(
                    err,
                    contacts.command("accept " + request.name())
                            + "\n"
                            + contacts.command("block " + request.name()));
        }
    }

    /**
     * Prints one object a line.
     *
     * @param kinds the kinds of events to print
     * @param others prints messages and requests if they are not among them: no message must be
     *     lost
     */
    record Json(JsonLines lines, InstantSource clock, Set<EventKind> kinds, Text others)
            implements MessagePrinter {
        @Override
        public void ready(Peer self, String listen, String registry, List<String> skipped) {
            if (kinds.contains(EventKind.READY)) {
                lines.print(EventFields.ready(self, listen, registry, skipped));
            }
        }

        @Override
        public void print(MessageArrived arrived) {
            if (isFor(arrived)) {
                print((NodeEvent) arrived);
            } else {
                others.print(arrived);
            }
        }

        @Override
        public void print(ContactRequest request) {
            if (kinds.contains(EventKind.REQUEST)) {
                lines.print(EventFields.request(request));
            } else {
                others.print(request);
            }
        }

        @Override
        public boolean isFor(NodeEvent event) {
            return EventKind.of(event).filter(kinds::contains).isPresent();
        }

        @Override
        public void print(NodeEvent event) {
            EventFields.of(event, clock.instant()).forEach(lines::print);
        }
    }
}
