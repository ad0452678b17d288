package peerlink.cli.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import peerlink.api.Address;
import peerlink.api.LinkInfo;
import peerlink.api.Peer;
import peerlink.api.PeerId;
import peerlink.api.PeerName;
import peerlink.core.model.Attempt;
import peerlink.core.model.Attempt.Result;
import peerlink.core.model.Dial;
import peerlink.core.model.DirectoryStatus;

class WaitReasonTest {
    private static final PeerId ID = PeerId.ofKey(new byte[] {1});
    private static final Address REGISTRY = Address.parse("registry://192.0.2.1:7777");
    private static final Address OTHER = Address.parse("registry://192.0.2.2:7777");
    private static final Address LAN = Address.parse("lan://239.255.80.76:7776");
    private static final Address HOME = Address.parse("tls://192.168.1.10:7001");
    private static final Address PUBLIC = Address.parse("tls://198.51.100.7:7001");
    private static final Address RELAY = Address.parse("relay://192.0.2.1:7777/" + ID);

    private static DirectoryStatus up(Address directory) {
        return new DirectoryStatus(directory, true, "");
    }

    private static DirectoryStatus down(Address directory) {
        return new DirectoryStatus(directory, false, "connection refused");
    }

    private static Attempt attempt(Address address, Result result) {
        return attempt(address, result, LinkInfo.Path.of(address));
    }

    private static Attempt attempt(Address address, Result result, LinkInfo.Path path) {
        return new Attempt(address, result, "no answer", Duration.ofSeconds(3), path);
    }

    /** Tells of a dial that is over, and whose search found the peer or not. */
    private static Dial over(boolean isFound, Attempt... attempts) {
        return new Dial(List.of(attempts), false, true, isFound, "");
    }

    private static Dial underWay(Attempt... attempts) {
        return new Dial(List.of(attempts), true, false, false, "");
    }

    private static String words(Dial dial, List<DirectoryStatus> directories, Address... listing) {
        Peer bob = new Peer(ID, new PeerName("bob"), List.of());
        return new WaitReason(
                        new PathFacts(
                                bob,
                                "unverified",
                                true,
                                List.of(),
                                Optional.of(dial),
                                directories,
                                List.of(listing),
                                List.of()))
                .text();
    }

    @Test
    void aPeerThatNoRegistryHasIsNotRegistered() {
        assertEquals(
                "bob is not registered now, and no address of bob is known",
                words(over(false), List.of(up(REGISTRY), up(LAN))));
        assertEquals(
                "bob is not registered now, and nobody answers at the last known addresses",
                words(
                        over(false, attempt(HOME, Result.FAILED), attempt(PUBLIC, Result.GIVEN_UP)),
                        List.of(up(REGISTRY))));
    }

    @Test
    void aPeerOfALanAloneIsNotOnIt() {
        assertEquals(
                "bob is not on this network now, and no address of bob is known",
                words(over(false), List.of(up(LAN))));
        assertEquals(
                "no registry is used, and no address of bob is known",
                words(over(false), List.of()));
    }

    @Test
    void whileTheSearchGoesOnNothingIsSaidOfItsResult() {
        assertEquals(
                "still looking for bob",
                words(underWay(attempt(HOME, Result.TRYING)), List.of(up(REGISTRY))));
    }

    @Test
    void aRegisteredPeerBehindARouterIsTriedByItsRelay() {
        assertEquals(
                "bob is registered, but none of 2 addresses has answered yet; trying the relay 192.0.2.1:7777",
                words(
                        underWay(
                                attempt(HOME, Result.FAILED),
                                attempt(PUBLIC, Result.TRYING),
                                attempt(RELAY, Result.TRYING)),
                        List.of(up(REGISTRY), up(LAN)),
                        REGISTRY));
        assertEquals(
                "bob is registered, but nobody answers (a router or firewall may let nobody in); trying the relay 192.0.2.1:7777",
                words(
                        underWay(attempt(HOME, Result.FAILED), attempt(RELAY, Result.TRYING)),
                        List.of(up(REGISTRY)),
                        REGISTRY));
    }

    @Test
    void theOtherSidesHelpIsTold() {
        Attempt shut = attempt(HOME, Result.FAILED);
        Attempt asked = attempt(REGISTRY, Result.TRYING, LinkInfo.Path.REVERSED);
        String silent =
                "bob is registered, but nobody answers (a router or firewall may let nobody in)";
        assertEquals(
                silent + "; asking bob to connect back",
                words(underWay(shut, asked), List.of(up(REGISTRY)), REGISTRY));
        assertEquals(
                silent + "; both connect at the same moment now; trying the relay 192.0.2.1:7777",
                words(
                        underWay(
                                shut,
                                asked,
                                attempt(PUBLIC, Result.TRYING, LinkInfo.Path.PUNCHED),
                                attempt(RELAY, Result.TRYING)),
                        List.of(up(REGISTRY)),
                        REGISTRY));
    }

    @Test
    void aDialThatIsOverSaysWhatBecameOfTheRelay() {
        assertEquals(
                "bob is registered, but nobody answers (a router or firewall may let nobody in); bob has no place at a relay",
                words(over(true, attempt(HOME, Result.FAILED)), List.of(up(REGISTRY))));
        assertEquals(
                "bob is registered, but nobody answers (a router or firewall may let nobody in); the relay 192.0.2.1:7777: no answer",
                words(
                        over(true, attempt(HOME, Result.FAILED), attempt(RELAY, Result.FAILED)),
                        List.of(up(REGISTRY))));
        assertEquals(
                "bob is registered; the relay 192.0.2.1:7777: no answer",
                words(over(true, attempt(RELAY, Result.FAILED)), List.of(up(REGISTRY))));
    }

    @Test
    void aPortWhereNobodyListensIsNoRoutersDoing() {
        Attempt shut =
                new Attempt(
                        HOME,
                        Result.FAILED,
                        "nobody listens on 192.168.1.10:7001",
                        Duration.ofMillis(1),
                        LinkInfo.Path.DIRECT);
        assertEquals(
                "bob is registered, but nobody listens at its address: it may have gone without a word",
                words(over(true, shut), List.of(up(REGISTRY))));
    }

    @Test
    void thePlaceWhereThePeerWasFoundIsSaidAsFarAsItIsKnown() {
        List<DirectoryStatus> both = List.of(up(REGISTRY), up(LAN));
        Dial silent = over(true, attempt(RELAY, Result.FAILED));
        assertEquals("bob is on this network", words(silent, both, LAN).split(";")[0]);
        assertEquals("bob was found", words(silent, both).split(";")[0]);
        assertEquals(
                "bob is registered, and no address was tried yet",
                words(underWay(), both, REGISTRY));
    }

    @Test
    void anotherKeyIsSomebodyElse() {
        assertEquals(
                "bob is registered, but somebody else's key answers at 192.168.1.10:7001; bob has no place at a relay",
                words(
                        over(true, attempt(HOME, Result.ANOTHER_KEY)),
                        List.of(up(REGISTRY)),
                        REGISTRY));
        assertEquals(
                "bob is registered, but nobody has answered yet, and somebody else's key answers at 192.168.1.10:7001",
                words(
                        underWay(attempt(HOME, Result.ANOTHER_KEY), attempt(PUBLIC, Result.TRYING)),
                        List.of(up(REGISTRY)),
                        REGISTRY));
        assertEquals(
                "bob is not registered now, and somebody else's key answers at 192.168.1.10:7001",
                words(over(false, attempt(HOME, Result.ANOTHER_KEY)), List.of(up(REGISTRY))));
    }

    @Test
    void registriesOutOfReachAreNamed() {
        assertEquals(
                "the registry 192.0.2.1:7777 is out of reach, and no address of bob is known",
                words(underWay(), List.of(down(REGISTRY), up(LAN))));
        assertEquals(
                "all registries are out of reach, and nobody answers at the last known address",
                words(
                        over(false, attempt(HOME, Result.FAILED)),
                        List.of(down(REGISTRY), down(OTHER))));
        assertEquals(
                "a registry declines: wait, and no address of bob is known",
                words(
                        new Dial(List.of(), true, false, false, "a registry declines: wait"),
                        List.of(up(REGISTRY))));
    }

    @Test
    void aPeerThatDeclinesIsThere() {
        assertEquals(
                "bob is there, and has declined: no answer",
                words(over(true, attempt(HOME, Result.REFUSED)), List.of(up(REGISTRY)), REGISTRY));
    }
}
