package peerlink.core.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import peerlink.api.Address;
import peerlink.api.Peer;
import peerlink.api.PeerId;
import peerlink.api.PeerName;
import peerlink.api.Printable;

/**
 * A line that one user hands another, outside of PeerLink, so that the other finds this peer
 * without a directory: {@code peerlink://NAME@HOST:PORT,HOST:PORT/PEERID}. It has no character that
 * means something to a shell. A user who has got it by a way that nobody could tamper with has the
 * right key.
 *
 * @param name the name by which the peer goes
 * @param addresses the addresses at which it listens, best first: 1 to {@value Peer#MAX_ADDRESSES},
 *     of the scheme {@code tls}
 * @param id the peer's key
 */
public record Invite(PeerName name, List<Address> addresses, PeerId id) {
    private static final String PREFIX = "peerlink://";
    private static final String SCHEME = "tls";
    private static final int MAX_LENGTH = 1024;

    /**
     * The characters that stand around an address in a mail or a chat: quotes, brackets, and the
     * full stop that ends a sentence.
     */
    private static final String WRAPPING = "\"'`<>()\u201C\u201D\u201E\u2018\u2019\u00AB\u00BB.,;";

    public Invite {
        addresses = List.copyOf(addresses);
        if (addresses.isEmpty() || addresses.size() > Peer.MAX_ADDRESSES) {
            throw new IllegalArgumentException(
                    "an invite has 1 to "
                            + Peer.MAX_ADDRESSES
                            + " addresses, not "
                            + addresses.size());
        }
        for (Address address : addresses) {
            if (!address.equals(Address.of(SCHEME, address.host(), address.port()))
                    || address.hostAndPort().indexOf('%') >= 0) {
                throw new IllegalArgumentException(
                        "not an address for an invite: '"
                                + Printable.excerpt(address.toString())
                                + "' (such as tls://192.0.2.1:7001)");
            }
        }
    }

    /**
     * Reads an invite as people hand it on. White space anywhere in it counts for nothing, since a
     * terminal or a mail may have broken it, nor do quotes, angle brackets and full stops around
     * it. The scheme, the hosts and the id may have capitals. An invite that is all in capitals has
     * a name in lower case.
     *
     * @throws IllegalArgumentException if the text is not one; the message names the fault
     */
    public static Invite parse(String given) {
        if (second(given) > 0) {
            throw new IllegalArgumentException("one invite at a time, not several");
        }
        String text = unwrapped(given);
        int at = text.indexOf('@');
        int slash = text.indexOf('/', Math.max(at, 0));
        boolean isInvite = text.regionMatches(true, 0, PREFIX, 0, PREFIX.length());
        if (text.length() > MAX_LENGTH || !isInvite || at < 0 || slash < 0) {
            throw new IllegalArgumentException(
                    "not an invite: '"
                            + Printable.excerpt(given)
                            + "' (an invite reads peerlink://NAME@HOST:PORT/PEERID)");
        }
        List<Address> addresses = new ArrayList<>();
        for (String place : text.substring(at + 1, slash).split(",", -1)) {
            addresses.add(Address.parse(SCHEME + "://" + place.toLowerCase(Locale.ROOT)));
        }
        // a QR code of capitals alone is the smaller one: then the name's capitals are the code's
        boolean isInCapitals = text.equals(text.toUpperCase(Locale.ROOT));
        String name = text.substring(PREFIX.length(), at);
        return new Invite(
                new PeerName(isInCapitals ? name.toLowerCase(Locale.ROOT) : name),
                addresses,
                new PeerId(text.substring(slash + 1).toLowerCase(Locale.ROOT)));
    }

    /**
     * Returns the place in a text, in characters, at which a second invite begins; -1 if none does.
     */
    public static int second(String given) {
        String text = given.toLowerCase(Locale.ROOT);
        int first = text.indexOf(PREFIX);
        return first < 0 ? -1 : text.indexOf(PREFIX, first + 1);
    }

    private static String unwrapped(String given) {
        if (given.length() > 2 * MAX_LENGTH) {
            return given; // too long for an invite
        }
        StringBuilder text = new StringBuilder();
        given.codePoints()
                .filter(c -> !Printable.isBlank(Character.toString(c)))
                .forEach(text::appendCodePoint);
        int start = 0;
        int end = text.length();
        while (start < end && WRAPPING.indexOf(text.charAt(start)) >= 0) {
            start++;
        }
        while (start < end && WRAPPING.indexOf(text.charAt(end - 1)) >= 0) {
            end--;
        }
        return text.substring(start, end);
    }

    /** Returns the invite's peer. */
    public Peer peer() {
        return new Peer(id, name, addresses);
    }

    /** Returns the form that {@link #parse} reads. */
    @Override
    public String toString() {
        return addresses.stream()
                .map(Address::hostAndPort)
                .collect(Collectors.joining(",", PREFIX + name + "@", "/" + id));
    }
}
