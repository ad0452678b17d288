package peerlink.api;

import java.time.Instant;

/**
 * Describes a link as it was when it was established; nothing here changes.
 *
 * @param remote the peer at the other end, proven
 * @param localAddress this end
 * @param remoteAddress the other end; for an accepted link, the address it was opened from
 * @param origin the side that opened it
 * @param protocol the protocol that secures it, such as {@code TLSv1.3}
 * @param cipherSuite the negotiated cipher suite, such as {@code TLS_AES_128_GCM_SHA256}
 * @param keyExchange the negotiated group, such as {@code X25519MLKEM768}
 * @param peerKey the kind of key that the other side proved, {@code Ed25519} or {@code ECDSA P-256}
 * @param since the time at which it was established
 * @param path the way on which the two ends found each other
 */
public record LinkInfo(
        PeerId remote,
        Address localAddress,
        Address remoteAddress,
        Origin origin,
        String protocol,
        String cipherSuite,
        String keyExchange,
        String peerKey,
        Instant since,
        Path path) {
    /** Describes a link whose path follows from its address. */
    public LinkInfo(
            PeerId remote,
            Address localAddress,
            Address remoteAddress,
            Origin origin,
            String protocol,
            String cipherSuite,
            String keyExchange,
            String peerKey,
            Instant since) {
        this(
                remote,
                localAddress,
                remoteAddress,
                origin,
                protocol,
                cipherSuite,
                keyExchange,
                peerKey,
                since,
                Path.of(remoteAddress));
    }

    /** Returns the same link with another path, as seen by the side that asked for it or not. */
    public LinkInfo found(Origin side, Path way) {
        return new LinkInfo(
                remote,
                localAddress,
                remoteAddress,
                side,
                protocol,
                cipherSuite,
                keyExchange,
                peerKey,
                since,
                way);
    }

    /** The way on which the two ends of a link found each other. */
    public enum Path {
        /** The side that wanted the link connected to the other one. */
        DIRECT,
        /** The side that was asked for the link connected back to the one that wanted it. */
        REVERSED,
        /** Both connected to each other at the same moment, through what is between them. */
        PUNCHED,
        /** A relay, which the remote address names, carries the bytes. */
        RELAYED;

        private static final String RELAY = "relay";

        /** Returns the path that an address stands for if nothing else is known. */
        public static Path of(Address remote) {
            return remote.scheme().equals(RELAY) ? RELAYED : DIRECT;
        }
    }

    /** The side of a link that opened it, or that asked for it. */
    public enum Origin {
        /** This side. */
        DIALLED,
        /** The other side. */
        ACCEPTED
    }
}
