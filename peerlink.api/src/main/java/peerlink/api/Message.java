package peerlink.api;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.regex.Pattern;

/**
 * One message between two peers. The content is open: a type and bytes.
 *
 * @param id unique for its sender: 1 to 64 printable ASCII characters, chosen by the sender
 * @param from who wrote it, as its link proved
 * @param to whom it is for
 * @param type an Internet media type (RFC 6838), such as {@value #TEXT}; at most 127 characters
 * @param content the bytes, at most {@value #MAX_CONTENT}; not cleaned: see {@link #text}
 * @param sentAt when the sender says that it wrote the message; the sender's clock may be wrong
 */
public record Message(
        String id, PeerId from, PeerId to, String type, Bytes content, Instant sentAt) {
    /** The type of chat text: UTF-8 without parameters. */
    public static final String TEXT = "text/plain";

    /** The longest content of any message, in bytes. */
    public static final int MAX_CONTENT = 512 * 1024;

    /** The longest chat text, in bytes of UTF-8. */
    public static final int MAX_TEXT = 64 * 1024;

    private static final Pattern ID = Pattern.compile("[!-~]{1,64}");
    private static final Pattern MEDIA_TYPE =
            Pattern.compile("[A-Za-z0-9!#$&^_.+-]{1,63}/[A-Za-z0-9!#$&^_.+-]{1,63}");

    public Message {
        if (!ID.matcher(id).matches()) {
            throw new IllegalArgumentException("not a message id: '" + Printable.excerpt(id) + "'");
        }
        if (!type.equals(TEXT) && !MEDIA_TYPE.matcher(type).matches()) {
            throw new IllegalArgumentException(
                    "not a media type: '" + Printable.excerpt(type) + "' (such as text/plain)");
        }
        int limit = type.equals(TEXT) ? MAX_TEXT : MAX_CONTENT;
        if (content.size() > limit) {
            throw new IllegalArgumentException(
                    "message too long: " + content.size() + " bytes (at most " + limit + ")");
        }
    }

    /** Tells whether this is chat text. */
    public boolean isText() {
        return type.equals(TEXT);
    }

    /**
     * Returns the content as text that is safe to show ({@link Printable#lines}); a {@link Printable#REPLACEMENT} stands in
     * the place of what is not UTF-8.
     */
    public String text() {
        return Printable.lines(new String(content.toByteArray(), StandardCharsets.UTF_8));
    }

    /** Leaves the content out: it is somebody's words. */
    @Override
    public String toString() {
        return "Message[%s, %s, %d bytes]".formatted(id, type, content.size());
    }
}
