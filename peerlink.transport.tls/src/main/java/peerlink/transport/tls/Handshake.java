package peerlink.transport.tls;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.InstantSource;
import org.bouncycastle.tls.SecurityParameters;
import org.bouncycastle.tls.TlsFatalAlertReceived;
import org.bouncycastle.tls.TlsProtocol;
import org.jspecify.annotations.Nullable;
import peerlink.api.IdentityMismatchException;
import peerlink.api.LinkInfo;
import peerlink.api.PeerId;
import peerlink.api.PostQuantum;

/**
 * Makes a link of a wire, whichever side opened it: both sides prove their keys, then the wire
 * carries frames. In the end the wire belongs to the link, or is closed.
 */
final class Handshake {
    private static final System.Logger LOG = System.getLogger(Handshake.class.getName());

    private final Credentials own;
    private final PostQuantum postQuantum;
    private final TlsLimits limits;
    private final InstantSource clock;

    Handshake(Credentials own, PostQuantum postQuantum, TlsLimits limits, InstantSource clock) {
        this.own = own;
        this.postQuantum = postQuantum;
        this.limits = limits;
        this.clock = clock;
    }

    /**
     * Begins the handshake.
     *
     * @param limit the longest time for it
     * @param expected the peer to expect, or null to accept any peer that answers
     * @throws IdentityMismatchException if another key answered; it has not learnt this side's
     */
    TlsLink asClient(Wire wire, Duration limit, @Nullable PeerId expected) throws IOException {
        return asClient(wire, limit, expected, LinkInfo.Path.of(wire.remoteAddress()));
    }

    /** Begins the handshake on a wire that came about on a path. */
    TlsLink asClient(Wire wire, Duration limit, @Nullable PeerId expected, LinkInfo.Path path)
            throws IOException {
        try {
            return run(new ClientSide(terms(expected)), wire, limit, path);
        } catch (IOException e) {
            wire.close();
            throw e;
        }
    }

    /**
     * Answers in the handshake.
     *
     * @param limit the longest time for it
     * @param expected the peer to expect, or null to accept any peer that asks
     * @throws IdentityMismatchException if another key asked
     */
    TlsLink asServer(Wire wire, Duration limit, @Nullable PeerId expected) throws IOException {
        return asServer(wire, limit, expected, LinkInfo.Path.of(wire.remoteAddress()));
    }

    /** Answers in the handshake on a wire that came about on a path. */
    TlsLink asServer(Wire wire, Duration limit, @Nullable PeerId expected, LinkInfo.Path path)
            throws IOException {
        try {
            return run(new ServerSide(terms(expected)), wire, limit, path);
        } catch (IOException e) {
            closeReadably(wire);
            throw e;
        }
    }

    private HandshakeTerms terms(@Nullable PeerId expected) {
        return new HandshakeTerms(own, postQuantum, new RemotePeer(expected));
    }

    private TlsLink run(Side side, Wire wire, Duration limit, LinkInfo.Path path)
            throws IOException {
        RemotePeer remote = side.terms().remote();
        WireStreams streams = new WireStreams(wire);
        try (HandshakeDeadline deadline = HandshakeDeadline.closing(wire, limit)) {
            try {
                TlsProtocol tls = side.start(streams, new OutgoingRecords(wire, limits.close()));
                streams.requireWritten();
                LinkInfo info = info(side, wire, path);
                remote.endHandshake();
                return new TlsLink(info, wire, streams, tls, remote, limits.close());
            } catch (IOException | RuntimeException e) {
                IOException failure =
                        deadline.passed() && remote.mismatch() == null
                                ? late(side, wire)
                                : failure(e, remote, wire, streams);
                HandshakeFailedEvent.emit(wire.remoteAddress(), failure);
                throw failure;
            }
        }
    }

    private LinkInfo info(Side side, Wire wire, LinkInfo.Path path) throws IOException {
        RemotePeer remote = side.terms().remote();
        SecurityParameters negotiated = side.negotiated();
        return new LinkInfo(
                remote.id(),
                wire.localAddress(),
                wire.remoteAddress(),
                side instanceof ClientSide ? LinkInfo.Origin.DIALLED : LinkInfo.Origin.ACCEPTED,
                "TLSv1.3",
                TlsProfile.cipherSuiteName(negotiated.getCipherSuite()),
                TlsProfile.groupName(negotiated.getNegotiatedGroup()),
                remote.keyKind(),
                clock.instant(),
                path);
    }

    private static IOException late(Side side, Wire wire) {
        return side instanceof ClientSide
                ? LinkFailures.silent(wire.remoteAddress())
                : LinkFailures.tooSlow(wire.remoteAddress());
    }

    private IOException failure(Exception e, RemotePeer remote, Wire wire, WireStreams streams) {
        IdentityMismatchException mismatch = remote.mismatch();
        if (mismatch != null) {
            return mismatch;
        }
        if (streams.isNoTls()) {
            return LinkFailures.noSecureLink(
                    wire.remoteAddress(), "the other side speaks no TLS", e);
        }
        boolean left = streams.hasEnded() || remote.hasClosed();
        String why =
                left && !(e instanceof TlsFatalAlertReceived)
                        ? "the other side left, or speaks no TLS 1.3"
                        : LinkFailures.ofHandshake(e, postQuantum);
        return LinkFailures.noSecureLink(wire.remoteAddress(), why, e);
    }

    /**
     * Lets the other side read the reason for its refusal: a client counts itself connected early
     * and may have sent frames, and a socket that is closed with bytes unread resets the
     * connection.
     */
    private void closeReadably(Wire wire) {
        try (wire;
                HandshakeDeadline _ = HandshakeDeadline.closing(wire, limits.close())) {
            wire.endOutput();
            byte[] ignored = new byte[4096];
            while (wire.read(ignored, 0, ignored.length) >= 0) {
                // nobody wants it
            }
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "the other side left before it was refused in order", e);
        }
    }
}
