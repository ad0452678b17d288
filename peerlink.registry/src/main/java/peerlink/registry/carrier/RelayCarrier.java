package peerlink.registry.carrier;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import peerlink.api.Address;
import peerlink.api.Bytes;
import peerlink.api.Carrier;
import peerlink.api.Circuit;
import peerlink.api.Link;
import peerlink.api.Listener;
import peerlink.api.Network;
import peerlink.api.PeerId;
import peerlink.api.Printable;
import peerlink.api.ProtocolViolationException;
import peerlink.api.RefusedException;
import peerlink.registry.access.EnrolmentToken;
import peerlink.registry.protocol.RelayFrame;

/**
 * Opens and accepts circuits by way of relays: {@code relay://HOST:PORT/RELAYID}. Each circuit is a
 * connection of its own to the relay, which is always reached directly.
 */
public final class RelayCarrier implements Carrier {
    /** The longest time for a relay's answer, in which the peer that is called comes. */
    private static final Duration CALL = Duration.ofSeconds(12);

    private final Optional<EnrolmentToken> token;

    /** Called by {@link java.util.ServiceLoader}. */
    public RelayCarrier() {
        this(Optional.empty());
    }

    private RelayCarrier(Optional<EnrolmentToken> token) {
        this.token = token;
    }

    /**
     * Returns a carrier that proves to know a token, if a relay asks for one. The token is sent to
     * none.
     */
    public RelayCarrier with(EnrolmentToken known) {
        return new RelayCarrier(Optional.of(known));
    }

    @Override
    public String scheme() {
        return RelayFrame.SCHEME;
    }

    @Override
    public Circuit connect(Address address, PeerId peer, Network network) throws IOException {
        RelayAddress at = RelayAddress.of(address);
        try {
            return new RelayCircuit(
                    connection(at.open(network), new RelayFrame.Connect(peer, proof(at, network))),
                    at.place(),
                    () -> {});
        } catch (RefusedException e) {
            // the relay's word, not the peer's: the peer may be found elsewhere
            throw new IOException("the relay at " + at.label() + ": " + Printable.reason(e), e);
        }
    }

    @Override
    public Listener listen(
            Address address,
            Network network,
            Consumer<Circuit> onCircuit,
            Consumer<IOException> onLost)
            throws IOException {
        RelayAddress at = RelayAddress.of(address);
        Link link = at.open(network);
        boolean isReserved = false;
        try {
            switch (ReplyDeadline.ask(link, new RelayFrame.Reserve(proof(at, network)), CALL)) {
                case RelayFrame.Reserved(long pingAfter) -> {
                    RelayListener listener =
                            new RelayListener(
                                    at,
                                    link,
                                    number ->
                                            connection(
                                                    at.open(network),
                                                    new RelayFrame.Accept(number)),
                                    onCircuit,
                                    onLost);
                    listener.start(Duration.ofMillis(pingAfter));
                    isReserved = true;
                    return listener;
                }
                case RelayFrame.Failure failure -> throw failure.refused();
                case RelayFrame other -> throw other.unexpected();
            }
        } catch (ProtocolViolationException e) {
            link.reportViolation(e);
            throw e;
        } finally {
            if (!isReserved) {
                link.close();
            }
        }
    }

    /**
     * Asks for a circuit, and returns the connection to the relay that is one from then on. If
     * there is none, the link is closed.
     */
    private static Circuit connection(Link link, RelayFrame request) throws IOException {
        boolean isOpen = false;
        try {
            switch (ReplyDeadline.ask(link, request, CALL)) {
                case RelayFrame.Open() -> {
                    Circuit connection = link.detach();
                    isOpen = true;
                    return connection;
                }
                case RelayFrame.Failure failure -> throw failure.refused();
                case RelayFrame other -> throw other.unexpected();
            }
        } catch (ProtocolViolationException e) {
            link.reportViolation(e);
            throw e;
        } finally {
            if (!isOpen) {
                link.close();
            }
        }
    }

    private Optional<Bytes> proof(RelayAddress at, Network network) {
        return token.map(known -> known.proof(at.id(), network.identity().id()));
    }
}
