package peerlink.cli.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import peerlink.api.Address;
import peerlink.api.PeerId;
import peerlink.api.PeerName;
import peerlink.cli.program.Hints;
import peerlink.core.model.DirectoryStatus;
import peerlink.core.model.Invite;
import peerlink.core.model.RelayStatus;

class InviteGapsTest {
    private static final String ID = PeerId.ofKey(new byte[] {1}).text();
    private static final Address REGISTRY = Address.parse("registry://198.51.100.1:7777");
    private static final Address RELAY = Address.parse("relay://198.51.100.2:7779/" + ID);
    private static final Address HOME = Address.parse("tls://192.168.1.10:7001");

    private static List<String> gaps(
            List<Address> ways, DirectoryStatus registry, RelayStatus... relays) {
        Invite invite =
                new Invite(
                        new PeerName("alice"),
                        ways.stream().filter(way -> !way.scheme().equals("registry")).toList(),
                        new PeerId(ID),
                        ways.stream().filter(way -> way.scheme().equals("registry")).toList());
        return InviteGaps.of(
                Optional.of(invite), List.of(registry), List.of(relays), true, Hints.NONE);
    }

    private static DirectoryStatus listing() {
        return new DirectoryStatus(REGISTRY, true, "");
    }

    @Test
    void aRegistryThatDoesNotListThePeerIsTold() {
        assertEquals(
                List.of("without the registry 198.51.100.1:7777, which has not listed you yet"),
                gaps(List.of(HOME), listing()));
        assertEquals(
                List.of(
                        "without the registry 198.51.100.1:7777, since: taken",
                        "  with another name: peerlink --name NAME"),
                gaps(List.of(HOME), new DirectoryStatus(REGISTRY, true, "name-taken", "taken")));
    }

    @Test
    void aRelayWithoutAPlaceIsToldUnlessARegistryOfTheInviteTellsOfIt() {
        Address known = Address.parse(REGISTRY + "/" + ID);
        RelayStatus asked = new RelayStatus(RELAY, true, Optional.empty(), "");
        assertEquals(
                List.of("without the relay 198.51.100.2:7779, which has not given you a place yet"),
                gaps(List.of(HOME, known), listing(), asked));
        assertEquals(
                List.of("without the relay 198.51.100.2:7779, since: full"),
                gaps(
                        List.of(HOME, known),
                        listing(),
                        new RelayStatus(RELAY, true, Optional.empty(), "full")));
        assertEquals(
                List.of(),
                gaps(
                        List.of(HOME, known),
                        listing(),
                        new RelayStatus(RELAY, true, Optional.of(Duration.ofMillis(9)), "")));
        Address ofRegistry = Address.parse("relay://198.51.100.1:7777/" + ID);
        assertEquals(
                List.of(),
                gaps(
                        List.of(HOME, known),
                        listing(),
                        new RelayStatus(ofRegistry, false, Optional.empty(), "")));
    }
}
