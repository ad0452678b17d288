package peerlink.cli.text;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import peerlink.api.Message;

/** Reads the fields of messages for programs. */
final class MessageFields {
    private MessageFields() {}

    /**
     * Returns the text, not cleaned. A program gets the text as written; JsonLines escapes
     * characters that must not reach a terminal.
     */
    static String text(Message message) {
        return new String(message.content().toByteArray(), StandardCharsets.UTF_8);
    }

    /** Returns the time of writing; null if the writer has given none. */
    static @Nullable Instant sentAt(Message message) {
        return message.isDated() ? message.sentAt() : null;
    }
}
