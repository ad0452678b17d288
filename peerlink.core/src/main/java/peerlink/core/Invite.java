package peerlink.core;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import peerlink.api.Address;
import peerlink.api.Peer;
import peerlink.api.PeerId;
import peerlink.api.PeerName;
import peerlink.api.Printable;

/**
 * What one user hands another, outside of PeerLink, to be found without a directory: {@code
 * peerlink://NAME@HOST:PORT,HOST:PORT/PEERID}. It has no character that means something to a shell. Whoever has got it by
 * a way that nobody could tamper with has the right key.
 *
 * @param name the name the peer goes by
 * @param addresses where it listens, best first: 1 to {@value Peer#MAX_ADDRESSES}, of the scheme {@code tls}
 * @param id the peer's key
 */
public record Invite(PeerName name, List<Address> addresses, PeerId id) {
    private static final String PREFIX = "peerlink://";
    private static final String SCHEME = "tls";
    private static final int MAX_LENGTH = 1024;

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
     * Reads an invite.
     *
     * @throws IllegalArgumentException if the text is not one; the message names what is wrong with it
     */
    public static Invite parse(String text) {
        int at = text.indexOf('@');
        int slash = text.indexOf('/', Math.max(at, 0));
        if (text.length() > MAX_LENGTH || !text.startsWith(PREFIX) || at < 0 || slash < 0) {
            throw new IllegalArgumentException(
                    "not an invite: '"
                            + Printable.excerpt(text)
                            + "' (an invite reads peerlink://NAME@HOST:PORT/PEERID)");
        }
        List<Address> addresses = new ArrayList<>();
        for (String place : text.substring(at + 1, slash).split(",", -1)) {
            addresses.add(Address.parse(SCHEME + "://" + place));
        }
        return new Invite(
                new PeerName(text.substring(PREFIX.length(), at)),
                addresses,
                new PeerId(text.substring(slash + 1)));
    }

    /** Returns the peer that the invite is of. */
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
