package peerlink.cli.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import peerlink.api.Address;
import peerlink.api.Peer;
import peerlink.api.PeerId;
import peerlink.api.Printable;

/**
 * Reads addresses as people write them: {@code HOST:PORT}, or a whole address of another scheme.
 */
public final class HostPort {
    /** A scheme, and behind it neither a port nor a path. */
    private static final Pattern NO_PATH =
            Pattern.compile("([a-z][a-z0-9+-]{0,31}):([^0-9/\\[:].*)");

    private HostPort() {}

    /**
     * Reads {@code HOST:PORT[/ID]}, the address of a registry and perhaps its key's id.
     *
     * @throws IllegalArgumentException if the text is no such address
     */
    public static Address registry(String text) {
        if (isAddress(text)) {
            return Address.parse(text);
        }
        int slash = text.indexOf('/');
        if (slash >= 0 && !PeerId.isPeerId(text.substring(slash + 1))) {
            throw new IllegalArgumentException(
                    "not a registry's id: '"
                            + Printable.excerpt(text.substring(slash + 1))
                            + "' (52 characters of a-z and 2-7)");
        }
        check(slash < 0 ? text : text.substring(0, slash));
        return Address.parse("registry://" + text);
    }

    /**
     * Reads a relay's {@code HOST:PORT/ID}.
     *
     * @return such as {@code relay://192.0.2.1:7777/ID}
     * @throws IllegalArgumentException if the text is no such address
     */
    public static Address relay(String text) {
        String place = text.startsWith("relay://") ? text.substring("relay://".length()) : text;
        int slash = place.indexOf('/');
        if (slash < 0) {
            throw new IllegalArgumentException(
                    "a relay's id is missing: '"
                            + Printable.excerpt(text)
                            + "' (HOST:PORT/ID, as the relay prints it)");
        }
        if (!PeerId.isPeerId(place.substring(slash + 1))) {
            throw new IllegalArgumentException(
                    "not a relay's id: '"
                            + Printable.excerpt(place.substring(slash + 1))
                            + "' (52 characters of a-z and 2-7)");
        }
        check(place.substring(0, slash));
        return Address.parse("relay://" + place);
    }

    /**
     * Reads the address to listen on.
     *
     * @throws IllegalArgumentException if the text is no address
     */
    public static Address listen(String text) {
        return isAddress(text) ? Address.parse(text) : Address.parse("tls://" + check(text));
    }

    /** Tells whether the text has a scheme with a path, and so is no {@code HOST:PORT}. */
    private static boolean isAddress(String text) {
        return text.matches("[a-z][a-z0-9+.-]*:/.*");
    }

    /**
     * Reads the addresses to announce to peers, {@code HOST:PORT} with commas between them.
     *
     * @return none for an empty text
     * @throws IllegalArgumentException if one is no address, or leads to no machine, or there are
     *     too many
     */
    public static List<Address> announced(String text) {
        List<Address> announced = new ArrayList<>();
        for (String place : text.isEmpty() ? new String[0] : text.split(",")) {
            Address address = listen(place);
            // those of plugins' transports need have neither host nor port
            if (address.uri().getPort() == 0
                    || address.uri().getHost() != null
                            && Set.of("0.0.0.0", "::").contains(address.host())) {
                throw new IllegalArgumentException(
                        "nobody can be reached at '" + Printable.excerpt(place) + "'");
            }
            announced.add(address);
        }
        if (announced.size() > Peer.MAX_ADDRESSES) {
            throw new IllegalArgumentException(
                    "%d addresses to announce (at most %d)"
                            .formatted(announced.size(), Peer.MAX_ADDRESSES));
        }
        return List.copyOf(announced);
    }

    /**
     * Returns the text if it is {@code HOST:PORT}.
     *
     * @throws IllegalArgumentException if it is not
     */
    public static String check(String text) {
        try {
            Address address = Address.parse("tls://" + text);
            if (address.uri().getRawPath().isEmpty() && !address.hostAndPort().isEmpty()) {
                return text;
            }
        } catch (IllegalArgumentException e) {
            // reported below, in terms of the typed text
        }
        Matcher scheme = NO_PATH.matcher(text);
        if (scheme.matches()) {
            throw new IllegalArgumentException(
                    "not HOST:PORT, nor an address of the scheme '%s', which has a slash behind it: '%s' (%s:/%s, say)"
                            .formatted(
                                    scheme.group(1),
                                    Printable.excerpt(text),
                                    scheme.group(1),
                                    Printable.excerpt(scheme.group(2))));
        }
        String port = text.substring(text.lastIndexOf(':') + 1);
        throw new IllegalArgumentException(
                text.indexOf(':') > 0 && port.matches("[0-9]{5,20}")
                        ? "the port is too large (at most 65535): '" + Printable.excerpt(text) + "'"
                        : "not HOST:PORT: '"
                                + Printable.excerpt(text)
                                + "' (such as 192.0.2.1:7777, or [2001:db8::1]:7777)");
    }

    /** Tells whether only this machine can reach the address. */
    public static boolean isLoopback(Address address) {
        if (address.uri().getHost() == null) {
            return false;
        }
        String host = address.host();
        return host.equals("localhost")
                || host.equals("::1")
                || host.matches("127(\\.\\d{1,3}){3}");
    }
}
