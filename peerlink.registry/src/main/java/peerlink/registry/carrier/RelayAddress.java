package peerlink.registry.carrier;

import java.io.IOException;
import peerlink.api.Address;
import peerlink.api.IdentityMismatchException;
import peerlink.api.Link;
import peerlink.api.Network;
import peerlink.api.PeerId;
import peerlink.api.Printable;
import peerlink.registry.protocol.RelayFrame;

/**
 * Names a place at a relay, {@code relay://HOST:PORT/RELAYID}.
 *
 * @param place the address as others see it
 * @param relay the address of the relay itself, which is always reached directly
 * @param id the id of the relay's key
 */
record RelayAddress(Address place, Address relay, PeerId id) {
    /**
     * @throws IllegalArgumentException if the address is none of a place
     */
    static RelayAddress of(Address place) {
        String path = place.uri().getRawPath();
        if (!place.scheme().equals(RelayFrame.SCHEME)
                || place.uri().getHost() == null
                || place.uri().getPort() < 1
                || path == null
                || path.isEmpty()
                || !PeerId.isPeerId(path.substring(1))) {
            throw new IllegalArgumentException(
                    "not a place at a relay: '%s' (such as relay://HOST:PORT/ID, with the relay's id)"
                            .formatted(Printable.excerpt(place.toString())));
        }
        return new RelayAddress(
                place,
                Address.of("tls", place.host(), place.port()),
                new PeerId(path.substring(1)));
    }

    /** Opens a link to the relay, and no other. */
    Link open(Network network) throws IOException {
        try {
            return network.open(relay, RelayFrame.PROTOCOL, id);
        } catch (IdentityMismatchException e) {
            // of the relay, and not of the peer that somebody looks for
            throw new IOException(
                    "another key answers at %s than the relay's".formatted(label()), e);
        }
    }

    /** Returns the relay for messages. */
    String label() {
        return relay.hostAndPort();
    }
}
