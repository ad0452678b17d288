package peerlink.core.admission;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peerlink.api.Address;
import peerlink.api.Bytes;
import peerlink.api.LinkInfo;
import peerlink.api.Message;
import peerlink.api.Peer;
import peerlink.api.PeerId;
import peerlink.api.PeerName;
import peerlink.core.contact.ContactBook;
import peerlink.core.contact.KeyPinning;
import peerlink.core.fixture.TestPeers;
import peerlink.core.link.ThisMachine;
import peerlink.core.model.RequestPolicy;
import peerlink.core.peer.Peers;
import peerlink.core.peer.Presence;
import peerlink.core.session.EventQueue;

/** Checks which peers are let in where the user has set nothing. */
class RequestPolicyTest {
    private static final PeerId SELF = PeerId.ofKey(new byte[] {0});
    private static final Peer EVE =
            new Peer(PeerId.ofKey(new byte[] {1}), new PeerName("eve"), List.of());
    private static final Address EMBEDDED = Address.parse("local://127.0.0.1:7777");
    private static final Address ELSEWHERE = Address.parse("registry://192.0.2.1:7777");

    @TempDir private Path directory;
    private final EventQueue events = new EventQueue(_ -> {});
    private final Presence presence = new Presence();
    private Peers peers;

    @BeforeEach
    void open() throws Exception {
        ContactBook contacts = ContactBook.open(directory);
        peers =
                new Peers(
                        SELF,
                        contacts,
                        new KeyPinning(contacts),
                        presence,
                        TestPeers.lastKnown(directory),
                        events);
    }

    @AfterEach
    void close() {
        events.close();
    }

    @Test
    void thisMachineIsAcceptedWhileAllRegistriesAreOnIt() {
        for (List<Address> registries :
                List.of(
                        List.<Address>of(),
                        List.of(EMBEDDED),
                        List.of(EMBEDDED, Address.parse("registry://localhost:1")),
                        List.of(Address.parse("registry://[::1]:7777")))) {
            assertEquals(RequestPolicy.ACCEPT, policy("tls://127.0.0.1:5000", registries));
            assertEquals(RequestPolicy.ACCEPT, policy("tls://[::1]:5000", registries));
            assertEquals(RequestPolicy.ASK, policy("tls://192.0.2.7:5000", registries));
        }
    }

    @Test
    void aPeerThatARegistryElsewhereMayHaveSentHasToAsk() {
        assertEquals(RequestPolicy.ASK, policy("tls://127.0.0.1:5000", List.of(ELSEWHERE)));
        assertEquals(
                RequestPolicy.ASK, policy("tls://127.0.0.1:5000", List.of(EMBEDDED, ELSEWHERE)));
        presence.appeared(ELSEWHERE, EVE);
        assertEquals(
                RequestPolicy.ASK, policy("tls://127.0.0.1:5000", List.of(EMBEDDED, ELSEWHERE)));
    }

    @Test
    void aPeerOfTheRegistryOfThisMachineIsAcceptedFromThisMachineAlone() {
        presence.appeared(EMBEDDED, EVE);
        List<Address> registries = List.of(EMBEDDED, ELSEWHERE);
        assertEquals(RequestPolicy.ACCEPT, policy("tls://127.0.0.1:5000", registries));
        assertEquals(RequestPolicy.ASK, policy("tls://192.0.2.7:5000", registries));
        presence.left(EMBEDDED, EVE.id());
        assertEquals(RequestPolicy.ASK, policy("tls://127.0.0.1:5000", registries));
    }

    @Test
    void theUsersSettingHoldsForAllPeers() {
        LinkInfo near = link("tls://127.0.0.1:5000");
        for (RequestPolicy policy : RequestPolicy.values()) {
            assertEquals(policy, admission(Optional.of(policy), List.of(EMBEDDED)).policy(near));
        }
    }

    @Test
    void theVerdictOnAMessageGoesByThePolicyOfItsLinkUnlessItsSenderIsAContact() throws Exception {
        Message message =
                new Message("m", EVE.id(), SELF, Message.TEXT, Bytes.utf8("hello"), Instant.EPOCH);
        Admission admission = admission(Optional.empty(), List.of());
        MessageVerdict deliver = new MessageVerdict.Deliver();
        assertEquals(deliver, admission.verdict(message, RequestPolicy.ACCEPT));
        assertEquals(
                new MessageVerdict.KeepAsRequest(), admission.verdict(message, RequestPolicy.ASK));
        assertEquals(
                new MessageVerdict.Refuse(
                        "unknown-peer", "bob takes nothing from peers that are no contacts"),
                admission.verdict(message, RequestPolicy.REFUSE));
        // as another process of the profile does it
        new KeyPinning(ContactBook.open(directory)).pin(EVE);
        for (RequestPolicy policy : RequestPolicy.values()) {
            assertEquals(deliver, admission.verdict(message, policy));
        }
    }

    @Test
    void aNetworkCardOfThisMachineIsThisMachineToo() throws Exception {
        for (InetAddress address :
                NetworkInterface.networkInterfaces()
                        .flatMap(NetworkInterface::inetAddresses)
                        .filter(address -> !address.isLinkLocalAddress())
                        .toList()) {
            assertTrue(ThisMachine.isFrom(Address.of("tls", address.getHostAddress(), 1)));
            assertEquals(
                    address.isLoopbackAddress(),
                    ThisMachine.alone(Address.of("tls", address.getHostAddress(), 1)));
        }
        assertFalse(ThisMachine.isFrom(Address.parse("tls://localhost.example.org:1")));
        assertFalse(ThisMachine.isFrom(Address.parse("unix:///run/socket")));
    }

    private RequestPolicy policy(String from, List<Address> registries) {
        return admission(Optional.empty(), registries).policy(link(from));
    }

    private Admission admission(Optional<RequestPolicy> policy, List<Address> registries) {
        PeerName bob = new PeerName("bob");
        Requests requests =
                new Requests(
                        bob,
                        new RequestFile(directory, SELF),
                        peers,
                        events,
                        InstantSource.system());
        return new Admission(bob, policy, registries, peers, requests, false);
    }

    private static LinkInfo link(String from) {
        return new LinkInfo(
                EVE.id(),
                Address.parse("tls://192.0.2.2:7001"),
                Address.parse(from),
                LinkInfo.Origin.ACCEPTED,
                "TLSv1.3",
                "TLS_AES_128_GCM_SHA256",
                "X25519MLKEM768",
                "Ed25519",
                Instant.EPOCH);
    }
}
