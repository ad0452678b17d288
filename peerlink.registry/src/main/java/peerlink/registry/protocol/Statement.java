package peerlink.registry.protocol;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import peerlink.api.Address;
import peerlink.api.Announcement;
import peerlink.api.Bytes;
import peerlink.api.Peer;
import peerlink.api.PeerId;
import peerlink.api.PeerName;
import peerlink.api.Printable;
import peerlink.api.ProtocolViolationException;
import peerlink.api.Visibility;
import peerlink.registry.store.PeerRecord;
import peerlink.registry.store.SignedRecord;

/**
 * States, signed by a peer, that it is there under a name, or that it is gone. The signature covers
 * the kind's domain and then the bytes of the CBOR map; the map's first entry is the key, so that
 * it can be verified before the rest is parsed.
 */
public sealed interface Statement {
    /** Returns the DER SubjectPublicKeyInfo of the peer's key. */
    Bytes key();

    /** Returns the number that orders the statements of one peer. */
    long sequence();

    /** Returns the time of the signature, in milliseconds since 1970 by the peer's clock. */
    long issuedAt();

    default PeerId id() {
        return PeerId.ofKey(key().toByteArray());
    }

    Bytes encode();

    /**
     * Verifies a registration and only then parses it, as a client must with every record from a
     * server.
     *
     * @throws ProtocolViolationException if it is malformed, too large or not signed by its own key
     */
    static Verified verify(SignedRecord signed) throws ProtocolViolationException {
        Bytes record = signed.record();
        if (record.size() > ProtocolLimits.MAX_RECORD) {
            throw new ProtocolViolationException(record.size() + " bytes of record");
        }
        if (!isSigned(
                signed,
                CborMaps.firstBytes(record, "key", ProtocolLimits.MAX_KEY),
                Present.DOMAIN)) {
            throw new ProtocolViolationException("the signature is not that of the record's key");
        }
        return new Verified(signed, Present.decode(record));
    }

    /** Tells whether the signature over domain and bytes is that of the key. */
    static boolean isSigned(SignedRecord signed, Bytes key, byte[] domain) {
        return PublicKeyForm.verify(
                key, List.of(domain, signed.record().toByteArray()), signed.signature());
    }

    /** Holds a registration whose signature has been checked, with its content. */
    record Verified(SignedRecord signed, Present content) {}

    /** A peer is there. */
    record Present(
            Bytes key,
            long sequence,
            long issuedAt,
            PeerName name,
            List<Address> addresses,
            Visibility visibility)
            implements Statement {
        public static final byte[] DOMAIN = domain("peerlink registration 1\0");

        public Present {
            // the limits of an announcement are those of the record
            addresses = new Announcement(name, addresses).addresses();
        }

        public Peer peer() {
            return new Peer(id(), name, addresses);
        }

        /** Returns the registration as a store keeps it. */
        public PeerRecord record(SignedRecord signed) {
            return new PeerRecord(signed, id(), sequence, issuedAt, name, visibility);
        }

        @Override
        public Bytes encode() {
            return CborMaps.write(
                    out -> {
                        // a public record needs no word for it, so that it stays as short as it was
                        boolean isPublic = visibility == Visibility.PUBLIC;
                        out.writeStartObject(null, isPublic ? 5 : 6);
                        out.writeBinaryProperty("key", key.toByteArray());
                        out.writeNumberProperty("seq", sequence);
                        out.writeStringProperty("name", name.text());
                        out.writeNumberProperty("issuedAt", issuedAt);
                        out.writeName("addresses");
                        out.writeStartArray(null, addresses.size());
                        addresses.forEach(address -> out.writeString(address.toString()));
                        out.writeEndArray();
                        if (!isPublic) {
                            out.writeStringProperty("visibility", visibility.word());
                        }
                        out.writeEndObject();
                    });
        }

        public static Present decode(Bytes record) throws ProtocolViolationException {
            // the form first: a record of another form has no first entry to speak of
            Fields fields = CborMaps.map(record, ProtocolLimits.MAX_RECORD);
            Bytes key = CborMaps.firstBytes(record, "key", ProtocolLimits.MAX_KEY);
            var addresses = new ArrayList<Address>();
            try {
                for (String text :
                        fields.texts("addresses", Peer.MAX_ADDRESSES, Address.MAX_LENGTH)) {
                    addresses.add(Address.parse(text));
                }
                return new Present(
                        key,
                        fields.number("seq"),
                        fields.number("issuedAt"),
                        new PeerName(fields.text("name", PeerName.MAX_LENGTH)),
                        addresses,
                        readVisibility(fields));
            } catch (IllegalArgumentException e) {
                throw new ProtocolViolationException(Printable.reason(e), e);
            }
        }
    }

    private static Visibility readVisibility(Fields fields) throws ProtocolViolationException {
        if (!fields.has("visibility")) {
            return Visibility.PUBLIC;
        }
        String word = fields.text("visibility", 16);
        for (Visibility visibility : Visibility.values()) {
            if (visibility.word().equals(word)) {
                return visibility;
            }
        }
        throw new ProtocolViolationException(
                "field 'visibility': must be public, lookup-only or hidden");
    }

    /** A peer is gone: the tombstone that deregisters it. */
    record Gone(Bytes key, long sequence, long issuedAt) implements Statement {
        public static final byte[] DOMAIN = domain("peerlink deregistration 1\0");

        @Override
        public Bytes encode() {
            return CborMaps.write(
                    out -> {
                        out.writeStartObject(null, 3);
                        out.writeBinaryProperty("key", key.toByteArray());
                        out.writeNumberProperty("seq", sequence);
                        out.writeNumberProperty("issuedAt", issuedAt);
                        out.writeEndObject();
                    });
        }

        public static Gone decode(Bytes record) throws ProtocolViolationException {
            // the form first: a record of another form has no first entry to speak of
            Fields fields = CborMaps.map(record, ProtocolLimits.MAX_RECORD);
            Bytes key = CborMaps.firstBytes(record, "key", ProtocolLimits.MAX_KEY);
            return new Gone(key, fields.number("seq"), fields.number("issuedAt"));
        }
    }

    private static byte[] domain(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
