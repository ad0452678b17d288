package peerlink.api;

import java.time.Instant;

/**
 * What is known of a link.
 *
 * @param remote who is at the other end, proven
 * @param localAddress this end
 * @param remoteAddress the other end; for an accepted link, the address it was opened from
 * @param protocol the protocol that secures it, such as {@code TLSv1.3}
 * @param cipherSuite the negotiated cipher suite, such as {@code TLS_AES_128_GCM_SHA256}
 * @param keyExchange the negotiated group, such as {@code X25519MLKEM768}
 * @param since when it was established
 */
public record LinkInfo(
        PeerId remote,
        Address localAddress,
        Address remoteAddress,
        String protocol,
        String cipherSuite,
        String keyExchange,
        Instant since) {}
