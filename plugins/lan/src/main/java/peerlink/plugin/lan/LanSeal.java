package peerlink.plugin.lan;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.random.RandomGenerator;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import peerlink.api.Bytes;
import peerlink.api.PeerId;

/**
 * Hides a peer's statements from all who do not know its id. Each sealed datagram has a random
 * nonce. HMAC-SHA-256 of the nonce, keyed by a digest of the id, gives the tag by which those who
 * know the id recognise it, and the key of AES-128-GCM for its content. So two datagrams of a peer
 * have nothing in common that a stranger could recognise, and no clock has to be right.
 */
final class LanSeal {
    private static final byte[] DOMAIN = LanDatagram.domain("peerlink lan seal 1\0");
    private static final int GCM_TAG = 16;

    /** The longest datagram that can be sealed. */
    static final int LONGEST = LanDatagram.MAX_LENGTH - LanDatagram.Sealed.OPEN - GCM_TAG - 2;

    private final SecretKeySpec secret;

    LanSeal(PeerId id) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(DOMAIN);
            digest.update(id.text().getBytes(StandardCharsets.US_ASCII));
            secret = new SecretKeySpec(digest.digest(), "HmacSHA256");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /**
     * Seals a datagram of this peer's. All results have the greatest length, so that it tells
     * nothing.
     *
     * @param datagram at most {@link #LONGEST} bytes
     */
    byte[] seal(byte[] datagram, RandomGenerator random) {
        byte[] nonce = new byte[LanDatagram.NONCE];
        random.nextBytes(nonce);
        byte[] derived = derived(nonce);
        byte[] header =
                LanDatagram.Sealed.header(
                        Bytes.wrap(nonce), Bytes.copyOf(derived, 0, LanDatagram.NONCE));
        byte[] plain = new byte[LONGEST + 2];
        ByteBuffer.wrap(plain).putShort((short) datagram.length).put(datagram);
        try {
            byte[] sealed = cipher(Cipher.ENCRYPT_MODE, derived, header).doFinal(plain);
            return ByteBuffer.allocate(LanDatagram.MAX_LENGTH).put(header).put(sealed).array();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("cannot seal " + datagram.length + " bytes", e);
        }
    }

    /** Returns the datagram in it if this peer has sealed it, or somebody else who knows the id. */
    Optional<Bytes> open(LanDatagram.Sealed sealed) {
        byte[] derived = derived(sealed.nonce().toByteArray());
        if (!Bytes.copyOf(derived, 0, LanDatagram.NONCE).equals(sealed.tag())) {
            return Optional.empty();
        }
        try {
            byte[] plain =
                    cipher(Cipher.DECRYPT_MODE, derived, sealed.header().toByteArray())
                            .doFinal(sealed.ciphertext().toByteArray());
            int length =
                    plain.length < 2 ? 0 : Short.toUnsignedInt(ByteBuffer.wrap(plain).getShort());
            return length > plain.length - 2
                    ? Optional.empty()
                    : Optional.of(Bytes.copyOf(plain, 2, length));
        } catch (GeneralSecurityException e) {
            return Optional.empty(); // changed on its way
        }
    }

    private byte[] derived(byte[] nonce) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(secret);
            return mac.doFinal(nonce);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HMAC-SHA-256", e);
        }
    }

    /** The initial vector may be constant, as each nonce gives another key. */
    private static Cipher cipher(int mode, byte[] derived, byte[] header)
            throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(
                mode,
                new SecretKeySpec(derived, LanDatagram.NONCE, 16, "AES"),
                new GCMParameterSpec(8 * GCM_TAG, new byte[12]));
        cipher.updateAAD(header);
        return cipher;
    }
}
