package peerlink.cli.text;

import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import peerlink.api.Message;
import peerlink.api.Peer;
import peerlink.cli.program.Output;
import peerlink.core.model.ContactRequest;
import peerlink.core.model.NodeEvent;
import peerlink.core.model.NodeEvent.MessageArrived;
import peerlink.core.model.Trust;

/**
 * Prints the messages that arrive as data, for people or for programs. Hands each to the system
 * before the call returns, so that it outlives this process. Throws {@link UncheckedIOException} if
 * the system does not take it.
 */
public sealed interface MessagePrinter {
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

    /** Prints a plugin's notice, if it is for programs. */
    default void print(NodeEvent.Notice notice) {}

    /** Prints a message that a plugin has sent, if that is for programs. */
    default void print(NodeEvent.PluginSent sent) {}

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
                                    times.dateAndTime(),
                                    EventLines.writer(arrived),
                                    EventLines.mark(arrived),
                                    EventLines.again(arrived),
                                    times.written(arrived.message()),
                                    EventLines.indented(arrived.shown())));
            Output.requireWritten(out);
        }

        @Override
        public void print(ContactRequest request) {
            err.println(
                    "%s would like to write to you%s: %s"
                            .formatted(
                                    EventLines.requester(request),
                                    times.written(request.message()),
                                    EventLines.indented(request.message().text())));
            err.println(
                    "hint: %s, or %s"
                            .formatted(
                                    contacts.command("accept " + request.name()),
                                    contacts.command("block " + request.name())));
        }
    }

    /** Prints one object a line. */
    record Json(JsonLines lines, InstantSource clock) implements MessagePrinter {
        @Override
        public void ready(Peer self, String listen, String registry, List<String> skipped) {
            Map<String, @Nullable Object> event = new LinkedHashMap<>();
            event.put("event", "ready");
            event.put("id", self.id());
            event.put("name", self.name());
            event.put("listen", listen);
            event.put("registry", registry);
            event.put("pluginsSkipped", skipped);
            lines.print(event);
        }

        @Override
        public void print(MessageArrived arrived) {
            Message message = arrived.message();
            Map<String, @Nullable Object> event = new LinkedHashMap<>();
            event.put("event", "message");
            event.put("messageId", message.id());
            event.put("from", message.from());
            // a program that trusts the name must not take an impostor for the claimed peer: no
            // name has the form of an id
            event.put(
                    "name",
                    arrived.trust() == Trust.CHANGED ? message.from() : arrived.peer().name());
            event.put("trust", ContactLines.word(arrived.trust()));
            event.put("type", message.type());
            event.put("text", message.isText() ? text(message) : arrived.shown());
            event.put("sentAt", sentAt(message));
            event.put("receivedAt", clock.instant());
            event.put("redelivered", arrived.redelivered());
            lines.print(event);
        }

        @Override
        public void print(ContactRequest request) {
            Map<String, @Nullable Object> event = new LinkedHashMap<>();
            event.put("event", "request");
            event.put("messageId", request.message().id());
            event.put("from", request.from());
            event.put("name", request.isNameTaken() ? request.from() : request.name());
            event.put("code", request.from().shortForm());
            event.put("text", text(request.message()));
            event.put("sentAt", sentAt(request.message()));
            event.put("receivedAt", request.receivedAt());
            lines.print(event);
        }

        @Override
        public void print(NodeEvent.Notice notice) {
            Map<String, @Nullable Object> event = new LinkedHashMap<>();
            event.put("event", "plugin");
            event.put("plugin", notice.plugin());
            event.put("kind", notice.kind().isEmpty() ? "notice" : notice.kind());
            event.put("text", notice.text());
            event.put("data", notice.fields());
            event.put("at", clock.instant());
            lines.print(event);
        }

        @Override
        public void print(NodeEvent.PluginSent sent) {
            Message message = sent.message();
            Map<String, @Nullable Object> event = new LinkedHashMap<>();
            event.put("event", "sent");
            event.put("plugin", sent.plugin());
            event.put("messageId", message.id());
            event.put("to", message.to());
            event.put("name", sent.peer().name());
            event.put("type", message.type());
            event.put("text", message.isText() ? text(message) : null);
            event.put("sentAt", sentAt(message));
            lines.print(event);
        }

        private static @Nullable Instant sentAt(Message message) {
            return message.isDated() ? message.sentAt() : null;
        }

        /**
         * Returns the text, not cleaned. A program gets the text as written; JsonLines escapes
         * characters that must not reach a terminal.
         */
        private static String text(Message message) {
            return new String(message.content().toByteArray(), StandardCharsets.UTF_8);
        }
    }
}
