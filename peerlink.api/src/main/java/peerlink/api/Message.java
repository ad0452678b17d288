package peerlink.api;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Holds one message between two peers. The content is open: a type and bytes.
 *
 * @param id unique for its sender: 1 to 64 printable ASCII characters, chosen by the sender
 * @param from the peer that wrote it, as its link proved
 * @param to the peer that it is for
 * @param type an Internet media type (RFC 6838, section 4.2), such as {@value #TEXT}: two names of
 *     at most 127 characters each, without parameters. Its case means nothing, and becomes lower
 *     case here, so that types can be compared
 * @param content the bytes, at most {@value #MAX_CONTENT}; not cleaned: see {@link #text}
 * @param sentAt the time at which the sender says that it wrote the message; the sender's clock may
 *     be wrong, and where {@link #isDated} says no, it is no time at all
 */
public record Message(
        String id, PeerId from, PeerId to, String type, Bytes content, Instant sentAt) {
    /** The type of chat text: UTF-8 without parameters. */
    public static final String TEXT = "text/plain";

    /** The longest content of any message, in bytes. */
    public static final int MAX_CONTENT = 512 * 1024;

    /** The longest chat text, in bytes of UTF-8. */
    public static final int MAX_TEXT = 64 * 1024;

    /** Stands for the time of a message that has none of its own. */
    public static final Instant UNDATED = Instant.EPOCH;

    /** Clocks that nobody has set begin earlier than this. */
    private static final Instant EARLIEST = Instant.parse("2000-01-01T00:00:00Z");

    /** RFC 3339 has four digits for a year. */
    private static final Instant END = Instant.parse("+10000-01-01T00:00:00Z");

    private static final Pattern ID = Pattern.compile("[!-~]{1,64}");
    private static final Pattern MEDIA_TYPE =
            Pattern.compile(
                    "[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]{0,126}/[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]{0,126}");

    public Message {
        if (!ID.matcher(id).matches()) {
            throw new IllegalArgumentException("not a message id: '" + Printable.excerpt(id) + "'");
        }
        if (!isType(type)) {
            throw new IllegalArgumentException(
                    "not a media type: '" + Printable.excerpt(type) + "' (such as text/plain)");
        }
        type = type.toLowerCase(Locale.ROOT);
        int limit = type.equals(TEXT) ? MAX_TEXT : MAX_CONTENT;
        if (content.size() > limit) {
            throw new IllegalArgumentException(
                    "message too long: " + content.size() + " bytes (at most " + limit + ")");
        }
    }

    /** Tells whether a text is a media type, as {@link #type} has it. */
    public static boolean isType(String text) {
        return text.equals(TEXT) || MEDIA_TYPE.matcher(text).matches();
    }

    /**
     * Tells whether {@link #sentAt} is a time that can be shown: from the beginning of the year
     * 2000 (UTC) to the end of 9999. A sender without a clock gives none, and a broken or malicious
     * one gives any number.
     */
    public boolean isDated() {
        return !sentAt.isBefore(EARLIEST) && sentAt.isBefore(END);
    }

    /** Tells whether this is chat text. */
    public boolean isText() {
        return type.equals(TEXT);
    }

    /**
     * Returns the content as text that is safe to show ({@link Printable#lines}); a {@link
     * Printable#REPLACEMENT} stands in the place of bytes that are not UTF-8.
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
