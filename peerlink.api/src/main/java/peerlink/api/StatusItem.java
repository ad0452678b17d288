package peerlink.api;

/**
 * Shows the user a short text that stays, such as {@code 3 builds run}, until it is closed or its
 * plugin ends. Where there is no room for it, as in {@code peerlink listen}, a change is told as a
 * notice, and no oftener than twice a minute. Safe for use by several threads.
 */
public interface StatusItem extends AutoCloseable {
    /** The most characters of the text; of a longer one the rest is left out. */
    int MAX_TEXT = 40;

    /** Shows another text, cleaned by {@link Printable#line}, in the place of the one before. */
    void show(String text);

    /** Takes the text off the screen. Does nothing the second time. */
    @Override
    void close();
}
