package peerlink.api;

/**
 * Names the protocol of a link, as its first frame does.
 *
 * @param name 1 to 32 lower-case letters, digits or {@code -}
 * @param version 1 to 999; another version is another protocol
 */
public record Protocol(String name, int version) {
    public Protocol {
        if (!name.matches("[a-z0-9-]{1,32}") || version < 1 || version > 999) {
            throw new IllegalArgumentException(
                    "not a protocol: '" + Printable.excerpt(name) + "/" + version + "'");
        }
    }

    /**
     * Reads the form {@code name/version}.
     *
     * @throws IllegalArgumentException if the text is not of that form
     */
    public static Protocol parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 0 || !text.substring(slash + 1).matches("[1-9][0-9]{0,2}")) {
            throw new IllegalArgumentException(
                    "not a protocol: '" + Printable.excerpt(text) + "' (such as files/1)");
        }
        return new Protocol(text.substring(0, slash), Integer.parseInt(text.substring(slash + 1)));
    }

    @Override
    public String toString() {
        return name + "/" + version;
    }
}
