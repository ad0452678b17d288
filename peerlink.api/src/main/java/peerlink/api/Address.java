package peerlink.api;

import java.net.URI;
import java.net.URISyntaxException;

/**
 * Names a place on the network: a URI (RFC 3986) whose scheme picks the {@link Transport} ({@code
 * tls://127.0.0.1:7001}) or the {@link Discovery} ({@code registry://example.org:7777}).
 *
 * @param uri hierarchical, with a scheme and without user information, query or fragment; at most
 *     255 characters, all of them printable ASCII, as RFC 3986 has it ({@link URI} itself takes
 *     others, which could deceive a reader)
 */
public record Address(URI uri) {
    /** The longest address, in characters. */
    public static final int MAX_LENGTH = 255;

    public Address {
        String text = uri.toString();
        if (text.length() > MAX_LENGTH
                || !text.chars().allMatch(c -> c > ' ' && c < 0x7f)
                || uri.getScheme() == null
                || uri.isOpaque()
                || uri.getRawUserInfo() != null
                || uri.getRawQuery() != null
                || uri.getRawFragment() != null) {
            throw notAnAddress(text);
        }
    }

    /**
     * Reads an address such as {@code tls://127.0.0.1:7001}.
     *
     * @throws IllegalArgumentException if the text is not one; the message names it
     */
    public static Address parse(String text) {
        try {
            return new Address(new URI(text));
        } catch (URISyntaxException e) {
            throw notAnAddress(text);
        }
    }

    /** Returns {@code scheme://host:port}; an IPv6 host may stand with or without its brackets. */
    public static Address of(String scheme, String host, int port) {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("not a port: " + port + " (0 to 65535)");
        }
        String bracketed =
                host.indexOf(':') >= 0 && !host.startsWith("[") ? "[" + host + "]" : host;
        return parse(scheme + "://" + bracketed + ":" + port);
    }

    public String scheme() {
        return uri.getScheme();
    }

    /**
     * Returns the host, an IPv6 address without its brackets.
     *
     * @throws IllegalArgumentException if the address has none
     */
    public String host() {
        String host = uri.getHost();
        if (host == null) {
            throw new IllegalArgumentException(
                    "no host in address '" + Printable.excerpt(uri.toString()) + "'");
        }
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    /**
     * Returns the port.
     *
     * @throws IllegalArgumentException if the address has none
     */
    public int port() {
        int port = uri.getPort();
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException(
                    (port < 0 ? "no port in address '" : "not a port, 0 to 65535, in address '")
                            + Printable.excerpt(uri.toString())
                            + "'");
        }
        return port;
    }

    /**
     * Returns {@code host:port}, as people write it.
     *
     * @throws IllegalArgumentException if the address has no host, or no port: those of plugins
     *     need have neither
     */
    public String hostAndPort() {
        String host = host();
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port();
    }

    /**
     * Returns {@code host:port}, or the whole address if it lacks one of them, as {@code
     * file:///shared} does. For people: two addresses may share a short form.
     */
    public String shortForm() {
        return uri.getHost() != null && uri.getPort() >= 0 && uri.getPort() <= 65_535
                ? hostAndPort()
                : toString();
    }

    @Override
    public String toString() {
        return uri.toString();
    }

    private static IllegalArgumentException notAnAddress(String text) {
        return new IllegalArgumentException(
                "not an address: '"
                        + Printable.excerpt(text)
                        + "' (such as tls://127.0.0.1:7001, at most 255 characters)");
    }
}
