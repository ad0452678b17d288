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
        Instant since) {
    /** The side of a link that opened it. */
    public enum Origin {
        /** This side. */
        DIALLED,
        /** The other side. */
        ACCEPTED
    }
}
