package peerlink.api;

/** Shows the output of a {@link Command} to the user. Safe for use by several threads. */
public interface Console {
    /** Prints a line, or several with line feeds, cleaned by {@link Printable#lines}. */
    void print(String text);
}
