package peerlink.core.model;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import peerlink.api.Address;
import peerlink.api.Peer;
import peerlink.api.PeerId;
import peerlink.api.PeerName;
import peerlink.api.Printable;

/**
 * A line that one user hands another, outside of PeerLink: it carries the peer's key and the ways
 * that lead to it. {@code docs/protocol.md}, section Invites, has its form. No character of it
 * means something to a shell. A user who has got it by a way that nobody could tamper with has the
 * right key.
 *
 * <p>An invite whose ways are addresses of the scheme {@code tls} has the form of version 0.1:
 * {@code peerlink://NAME@HOST:PORT,HOST:PORT/PEERID}.
 *
 * @param name the name by which the peer goes
 * @param addresses the addresses at which it can be reached, best first, those of the scheme {@code
 *     tls} before its places at relays, which are of the scheme {@code relay} and carry the relay's
 *     id; {@value Peer#MAX_ADDRESSES} at most
 * @param id the peer's key
 * @param registries the registries that know the peer, of the scheme {@code registry} and with the
 *     registry's id; {@value #MAX_REGISTRIES} at most
 */
public record Invite(PeerName name, List<Address> addresses, PeerId id, List<Address> registries) {
    /** The most registries of an invite. */
    public static final int MAX_REGISTRIES = 3;

    /** The greatest length, in characters. */
    public static final int MAX_LENGTH = 1024;

    private static final String PREFIX = "peerlink://";
    private static final String TLS = "tls";

    /** The schemes of the ways that carry a key, which are also their words. */
    private static final String RELAY = "relay";

    private static final String REGISTRY = "registry";

    /** The segments of such a way: its word, its place and its key. */
    private static final int SEGMENTS = 3;

    /**
     * The characters that stand around an address in a mail or a chat: quotes, brackets, and the
     * full stop that ends a sentence.
     */
    private static final String WRAPPING = "\"'`<>()\u201C\u201D\u201E\u2018\u2019\u00AB\u00BB.,;";

    public Invite {
        if (addresses.size() > Peer.MAX_ADDRESSES
                || registries.size() > MAX_REGISTRIES
                || addresses.size() + registries.size() == 0) {
            throw new IllegalArgumentException(
                    "an invite has at most %d addresses and %d registries, and one of them at least; not %d and %d"
                            .formatted(
                                    Peer.MAX_ADDRESSES,
                                    MAX_REGISTRIES,
                                    addresses.size(),
                                    registries.size()));
        }
        addresses =
                addresses.stream()
                        .map(address -> checked(address, isPlace(address), "tls://192.0.2.1:7001"))
                        .distinct()
                        .sorted(Comparator.comparing(a -> a.scheme().equals(RELAY)))
                        .toList();
        registries =
                registries.stream()
                        .map(a -> checked(a, isRegistry(a), "registry://192.0.2.1:7777/ID"))
                        .distinct()
                        .toList();
        String text = text(name, addresses, id, registries);
        if (text.length() > MAX_LENGTH) {
            throw new IllegalArgumentException(
                    "an invite of %d characters (at most %d)".formatted(text.length(), MAX_LENGTH));
        }
    }

    /** Makes an invite without registries. */
    public Invite(PeerName name, List<Address> addresses, PeerId id) {
        this(name, addresses, id, List.of());
    }

    /**
     * Returns the invite with the best of these ways, as many as it has room for. Ways that lead
     * nowhere from another machine are left out if there are others, and so is a place at a relay
     * that is a registry of the invite, as that one tells of the place. Where there are too many,
     * further registries are left out first, then the last addresses. Addresses that an invite
     * can't have are left out too.
     *
     * @throws IllegalArgumentException if an invite can have none of them
     */
    public static Invite of(
            PeerName name, List<Address> addresses, PeerId id, List<Address> registries) {
        boolean isForOthers =
                Stream.concat(
                                addresses.stream().filter(Invite::isPlace),
                                registries.stream().filter(Invite::isRegistry))
                        .anyMatch(way -> !InviteWay.isLoopback(way));
        List<Address> known =
                registries.stream()
                        .filter(Invite::isRegistry)
                        .filter(way -> !isForOthers || !InviteWay.isLoopback(way))
                        .distinct()
                        .toList();
        List<Address> places =
                addresses.stream()
                        .filter(Invite::isPlace)
                        .filter(way -> !isForOthers || !InviteWay.isLoopback(way))
                        .filter(way -> known.stream().noneMatch(of -> InviteWay.isSame(way, of)))
                        .distinct()
                        .toList();
        int most = Math.min(places.size(), Peer.MAX_ADDRESSES);
        int mostKnown = Math.min(known.size(), MAX_REGISTRIES);
        while (text(name, places.subList(0, most), id, known.subList(0, mostKnown)).length()
                > MAX_LENGTH) {
            if (mostKnown > 1) {
                mostKnown--;
            } else {
                most--;
            }
        }
        return new Invite(name, places.subList(0, most), id, known.subList(0, mostKnown));
    }

    private static boolean isPlace(Address address) {
        return InviteWay.isDirect(address) || InviteWay.isKeyed(address, RELAY);
    }

    /** Tells whether this is the address of a registry as an invite names it, with its key. */
    public static boolean isRegistry(Address address) {
        return InviteWay.isKeyed(address, REGISTRY);
    }

    private static Address checked(Address address, boolean isGood, String example) {
        if (!isGood) {
            throw new IllegalArgumentException(
                    "not an address for an invite: '%s' (such as %s)"
                            .formatted(Printable.excerpt(address.toString()), example));
        }
        return InviteWay.normal(address);
    }

    /**
     * Reads an invite as people hand it on. White space anywhere in it counts for nothing, since a
     * terminal or a mail may have broken it, nor do quotes, angle brackets and full stops around
     * it. The scheme, the hosts and the ids may have capitals. An invite that is all in capitals
     * has a name in lower case.
     *
     * @throws IllegalArgumentException if the text is not one; the message names the fault
     */
    public static Invite parse(String given) {
        if (second(given) > 0) {
            throw new IllegalArgumentException("one invite at a time, not several");
        }
        String text = unwrapped(given);
        boolean isInvite = text.regionMatches(true, 0, PREFIX, 0, PREFIX.length());
        if (text.length() > MAX_LENGTH || !isInvite) {
            throw notAnInvite(given);
        }
        String[] segments = text.substring(PREFIX.length()).split("/", -1);
        if (segments.length % SEGMENTS != 2) {
            throw notAnInvite(given);
        }
        // a QR code of capitals alone is the smaller one: then the name's capitals are the code's
        boolean isInCapitals = text.equals(text.toUpperCase(Locale.ROOT));
        String[] head = segments[0].split("@", 2);
        List<Address> addresses = new ArrayList<>();
        if (head.length == 2) {
            for (String place : head[1].split(",", -1)) {
                addresses.add(InviteWay.parse(TLS, place, ""));
            }
        }
        PeerName name = new PeerName(isInCapitals ? head[0].toLowerCase(Locale.ROOT) : head[0]);
        PeerId id = id(segments[1]);
        List<Address> registries = new ArrayList<>();
        for (int i = 2; i < segments.length; i += SEGMENTS) {
            String word = segments[i].toLowerCase(Locale.ROOT);
            Address way = InviteWay.parse(word, segments[i + 1], "/" + id(segments[i + 2]));
            switch (word) {
                case RELAY -> addresses.add(way);
                case REGISTRY -> registries.add(way);
                default -> {
                    // a kind of way that a later version knows: the others may do
                }
            }
        }
        if (addresses.isEmpty() && registries.isEmpty()) {
            throw new IllegalArgumentException(
                    (segments.length > 2
                                    ? "an invite with no way that this version of PeerLink knows: '"
                                    : "an invite without a way to its peer: '")
                            + Printable.excerpt(given)
                            + "'");
        }
        return new Invite(name, addresses, id, registries);
    }

    private static PeerId id(String segment) {
        return new PeerId(segment.toLowerCase(Locale.ROOT));
    }

    private static IllegalArgumentException notAnInvite(String given) {
        return new IllegalArgumentException(
                "not an invite: '"
                        + Printable.excerpt(given)
                        + "' (an invite begins with peerlink://NAME/PEERID/ or peerlink://NAME@HOST:PORT/PEERID)");
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
        return text(name, addresses, id, registries);
    }

    private static String text(
            PeerName name, List<Address> addresses, PeerId id, List<Address> registries) {
        StringBuilder text = new StringBuilder(PREFIX).append(name);
        char before = '@';
        for (Address address : addresses) {
            if (address.scheme().equals(TLS)) {
                text.append(before).append(InviteWay.text(address));
                before = ',';
            }
        }
        text.append('/').append(id);
        addresses.stream()
                .filter(address -> address.scheme().equals(RELAY))
                .forEach(relay -> append(text, relay));
        registries.forEach(registry -> append(text, registry));
        return text.toString();
    }

    private static void append(StringBuilder text, Address way) {
        text.append('/')
                .append(way.scheme())
                .append('/')
                .append(InviteWay.text(way))
                .append(way.uri().getRawPath());
    }
}
