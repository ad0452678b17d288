package peerlink.registry.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import peerlink.api.Bytes;
import peerlink.api.Identity;
import peerlink.api.PeerName;
import peerlink.api.ProtocolViolationException;
import peerlink.api.cbor.CborForm;
import peerlink.api.contract.HostileInput;
import peerlink.api.contract.Refusal;
import peerlink.registry.access.EnrolmentToken;
import peerlink.registry.client.RecordSigner;
import peerlink.registry.fixture.Nodes;
import peerlink.registry.store.Change;
import peerlink.registry.store.Cursor;
import peerlink.registry.store.SignedRecord;
import peerlink.testkit.contract.TestIdentities;

/**
 * A decoder takes a client's or registry's bytes, or declines them by the one exception that
 * callers know; anything else fails the test.
 */
class DecodersTest {
    private static final Identity ALICE = TestIdentities.ed25519("alice");
    private static final SignedRecord PRESENT =
            new RecordSigner(ALICE).present(Nodes.announcement("alice"), 7, 1_000);
    private static final SignedRecord GONE = new RecordSigner(ALICE).gone(8, 1_000);

    private interface Decoder<T> {
        T decode(Bytes bytes) throws ProtocolViolationException;
    }

    private interface Encoder<T> {
        Bytes encode(T value);
    }

    private static <T> void assertTakenOrDeclined(
            byte[] input, Decoder<T> decoder, Encoder<T> encoder) {
        try {
            T value = decoder.decode(Bytes.copyOf(input));
            assertEquals(value, decoder.decode(encoder.encode(value)));
        } catch (ProtocolViolationException e) {
            Refusal.requireClean(e);
        }
    }

    private static final Bytes PROOF = EnrolmentToken.random().proof(ALICE.id(), ALICE.id());

    @Property(tries = 4_000)
    void anyRequestIsTakenOrDeclined(@ForAll("requests") byte[] frame) {
        assertTakenOrDeclined(
                frame,
                bytes -> {
                    Fields fields = CborMaps.map(bytes, ProtocolLimits.MAX_REQUEST);
                    return new Request.Numbered(Request.number(fields), Request.decode(fields));
                },
                numbered -> Request.encode(numbered.id(), numbered.request()));
    }

    @Provide
    Arbitrary<byte[]> requests() {
        return frames(
                Request.encode(1, new Request.Register(PRESENT)),
                Request.encode(8, new Request.Register(PRESENT, Optional.of(PROOF))),
                Request.encode(2, new Request.Deregister(GONE)),
                Request.encode(3, new Request.LookupName(new PeerName("bob"))),
                Request.encode(4, new Request.LookupId(ALICE.id())),
                Request.encode(5, new Request.Prefix("al")),
                Request.encode(6, new Request.ListPage(ALICE.id())),
                Request.encode(7, new Request.Watch(new Cursor("epoch1", 7))));
    }

    @Property(tries = 4_000)
    void bytesInTheFormOfAFrameAreRead(@ForAll("answers") byte[] frame) throws Exception {
        try {
            CborForm.require(Bytes.copyOf(frame));
        } catch (ProtocolViolationException e) {
            return;
        }
        CborMaps.map(Bytes.copyOf(frame), ProtocolLimits.MAX_ANSWER);
    }

    @Property(tries = 4_000)
    void anyAnswerIsTakenOrDeclined(@ForAll("answers") byte[] frame) {
        assertTakenOrDeclined(
                frame, Answer::decode, numbered -> Answer.encode(numbered.id(), numbered.answer()));
    }

    @Provide
    Arbitrary<byte[]> answers() {
        return frames(
                Answer.encode(1, new Answer.Leased(90_000, 30_000, "192.0.2.1:7001")),
                Answer.encode(8, new Answer.Leased(90_000, 30_000, "192.0.2.1:7001", true)),
                Answer.encode(2, new Answer.Records(List.of(PRESENT), ALICE.id())),
                Answer.encode(
                        3,
                        new Answer.Failure(
                                "busy",
                                "too many",
                                OptionalLong.of(5),
                                OptionalLong.of(6),
                                "412.7")),
                Answer.encode(
                        0,
                        new Answer.Changes(
                                List.of(new Change.Came(PRESENT), new Change.Went(ALICE.id())),
                                new Cursor("epoch1", 7))),
                Answer.encode(4, new Answer.Watching(new Cursor("epoch1", 7))),
                Answer.encode(5, new Answer.Resync(new Cursor("epoch1", 7))));
    }

    @Property(tries = 4_000)
    void anyFrameOfARelayIsTakenOrDeclined(@ForAll("relayFrames") byte[] frame) {
        assertTakenOrDeclined(frame, RelayFrame::decode, RelayFrame::encode);
    }

    @Provide
    Arbitrary<byte[]> relayFrames() {
        Bytes circuit = Bytes.wrap(new byte[RelayFrame.CIRCUIT]);
        return frames(
                RelayFrame.encode(new RelayFrame.Reserve(Optional.of(PROOF))),
                RelayFrame.encode(new RelayFrame.Reserved(25_000)),
                RelayFrame.encode(new RelayFrame.Connect(ALICE.id(), Optional.empty())),
                RelayFrame.encode(new RelayFrame.Incoming(circuit, ALICE.id())),
                RelayFrame.encode(new RelayFrame.Accept(circuit)),
                RelayFrame.encode(new RelayFrame.Decline(circuit)),
                RelayFrame.encode(new RelayFrame.Open()),
                RelayFrame.encode(new RelayFrame.Ping()),
                RelayFrame.encode(
                        new RelayFrame.Failure("too-many", "full", OptionalLong.of(5_000))));
    }

    @Property(tries = 4_000)
    void anyRegistrationIsTakenOrDeclined(@ForAll("records") byte[] record) {
        assertTakenOrDeclined(record, Statement.Present::decode, Statement::encode);
    }

    @Property(tries = 2_000)
    void anyDeregistrationIsTakenOrDeclined(@ForAll("records") byte[] record) {
        assertTakenOrDeclined(record, Statement.Gone::decode, Statement::encode);
    }

    @Property(tries = 2_000)
    void aRecordThatIsNotWhatWasSignedIsNeverVerified(@ForAll("records") byte[] record) {
        SignedRecord signed = new SignedRecord(Bytes.copyOf(record), PRESENT.signature());
        try {
            assertEquals(PRESENT, Statement.verify(signed).signed());
        } catch (ProtocolViolationException e) {
            Refusal.requireClean(e);
        }
    }

    @Provide
    Arbitrary<byte[]> records() {
        return frames(PRESENT.record(), GONE.record());
    }

    private static Arbitrary<byte[]> frames(Bytes... valid) {
        return HostileInput.bytes(List.of(valid).stream().map(Bytes::toByteArray).toList());
    }
}
