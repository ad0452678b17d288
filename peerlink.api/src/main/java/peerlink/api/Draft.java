package peerlink.api;

import java.util.Objects;

/**
 * A message that is about to be sent, for an {@link OutgoingFilter}.
 *
 * @param to the peer, under the name by which this node knows it
 * @param type see {@link Message#type}
 * @param content the content; UTF-8 if the type is {@link Message#TEXT}
 */
public record Draft(Peer to, String type, Bytes content) {
    public Draft {
        Objects.requireNonNull(to);
        Objects.requireNonNull(type);
        Objects.requireNonNull(content);
    }

    /** Returns the same message with another content. */
    public Draft with(Bytes other) {
        return new Draft(to, type, other);
    }

    /** Tells whether this is chat text. */
    public boolean isText() {
        return type.equals(Message.TEXT);
    }

    /** Returns the content of a chat text, cleaned as {@link Message#text} does. */
    public String text() {
        return Printable.lines(
                new String(content.toByteArray(), java.nio.charset.StandardCharsets.UTF_8));
    }
}
