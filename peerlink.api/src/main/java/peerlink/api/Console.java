package peerlink.api;

/** Where a {@link Command} writes what the user asked for. Safe for use by several threads. */
public interface Console {
    /** Prints a line, or several with line feeds, cleaned by {@link Printable#lines}. */
    void print(String text);
}
