package peerlink.cli;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import peerlink.api.Message;
import peerlink.api.Peer;
import peerlink.core.NodeEvent.MessageArrived;
import peerlink.core.Trust;

/** Prints the messages that arrive as data, for people or for programs. */
sealed interface MessagePrinter {
    /**
     * Tells that messages can arrive from now on.
     *
     * @param listen {@code host:port} where this node listens; several with commas
     * @param registry {@code host:port} of its registry; several with commas
     */
    void ready(Peer self, String listen, String registry);

    /** Prints a text message. */
    void print(MessageArrived arrived);

    /** Tells whether nobody reads any more what is printed. */
    boolean isReaderGone();

    /** {@code HH:MM alice: text}. */
    record Text(PrintStream out, Supplier<String> time) implements MessagePrinter {
        @Override
        public void ready(Peer self, String listen, String registry) {}

        @Override
        public void print(MessageArrived arrived) {
            out.println(
                    "%s %s%s: %s"
                            .formatted(
                                    time.get(),
                                    EventLines.writer(arrived),
                                    EventLines.mark(arrived),
                                    EventLines.indented(arrived.message().text())));
            out.flush();
        }

        @Override
        public boolean isReaderGone() {
            return out.checkError();
        }
    }

    /** One object a line. */
    record Json(JsonLines lines, InstantSource clock) implements MessagePrinter {
        @Override
        public void ready(Peer self, String listen, String registry) {
            Map<String, Object> event = new LinkedHashMap<>();
            event.put("event", "ready");
            event.put("id", self.id());
            event.put("name", self.name());
            event.put("listen", listen);
            event.put("registry", registry);
            lines.print(event);
        }

        @Override
        public void print(MessageArrived arrived) {
            Message message = arrived.message();
            Map<String, Object> event = new LinkedHashMap<>();
            event.put("event", "message");
            event.put("messageId", message.id());
            event.put("from", message.from());
            // a program that goes by the name must not take an impostor for whom it claims to be:
            // no name has the form of an id
            event.put(
                    "name",
                    arrived.trust() == Trust.CHANGED ? message.from() : arrived.peer().name());
            event.put("trust", arrived.trust().name().toLowerCase(Locale.ROOT));
            event.put("type", message.type());
            // not cleaned: a program gets what was written; JsonLines escapes what a terminal must
            // not see
            event.put("text", new String(message.content().toByteArray(), StandardCharsets.UTF_8));
            event.put("sentAt", message.sentAt());
            event.put("receivedAt", clock.instant());
            lines.print(event);
        }

        @Override
        public boolean isReaderGone() {
            return lines.isReaderGone();
        }
    }
}
