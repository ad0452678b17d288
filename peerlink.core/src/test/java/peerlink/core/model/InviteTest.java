package peerlink.core.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Locale;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import peerlink.api.Address;
import peerlink.api.PeerId;
import peerlink.api.PeerName;

class InviteTest {
    private static final String ID = PeerId.ofKey(new byte[] {1}).text();

    @Example
    void readsSeveralAddresses() {
        Invite invite = Invite.parse("peerlink://bob@192.0.2.1:7001,[2001:db8::1]:7002/" + ID);
        assertEquals(
                List.of(
                        Address.parse("tls://192.0.2.1:7001"),
                        Address.parse("tls://[2001:db8::1]:7002")),
                invite.addresses());
    }

    @Example
    void namesWhatIsWrong() {
        assertRejected("bob@192.0.2.1:7001/" + ID, "not an invite");
        assertRejected("peerlink://bob@192.0.2.1:7001", "not an invite");
        assertRejected("peerlink://b!b@192.0.2.1:7001/" + ID, "not a name");
        assertRejected("peerlink://bob@192.0.2.1/" + ID, "no port");
        assertRejected("peerlink://bob@192.0.2.1:7001,/" + ID, "not an address");
        assertRejected("peerlink://bob@192.0.2.1:7001/abc", "not a peer id");
        assertRejected("peerlink://bob@192.0.2.1:7001/x/" + ID, "not a peer id");
    }

    @Example
    void allInCapitalsHasANameInLowerCase() {
        String plain = "peerlink://Bob@h.example:7001/" + ID;
        assertEquals("Bob", Invite.parse(plain).name().text());
        String mixed = "PEERLINK://Bob@H.EXAMPLE:7001/" + ID.toUpperCase(Locale.ROOT);
        assertEquals("Bob", Invite.parse(mixed).name().text());
        assertEquals("bob", Invite.parse(plain.toUpperCase(Locale.ROOT)).name().text());
    }

    @Example
    void severalAtOnceAreToldAsThat() {
        String one = "peerlink://bob@192.0.2.1:7001/" + ID;
        assertRejected(one + " " + one, "one invite at a time");
        assertRejected(one + "\n" + one.toUpperCase(Locale.ROOT), "one invite at a time");
        assertEquals(one.length() + 1, Invite.second(one + " " + one));
        assertEquals(-1, Invite.second(one));
        assertEquals(-1, Invite.second("bob"));
    }

    @Example
    void isReadAsPeopleHandItOn() {
        String plain = "peerlink://Bob@192.0.2.1:7001,[2001:db8::1]:7002/" + ID;
        Invite invite = Invite.parse(plain);
        for (String given :
                List.of(
                        "  " + plain + "\n",
                        plain.substring(0, 40) + "\n      " + plain.substring(40),
                        plain.substring(0, 60) + "\r\n\t" + plain.substring(60),
                        plain + ".",
                        "<" + plain + ">",
                        "\"" + plain + "\"",
                        "'" + plain + "',",
                        "\u201C" + plain + "\u201D.",
                        "(" + plain + ")",
                        "\u200B" + plain,
                        "\u00A0" + plain,
                        "PEERLINK://Bob@192.0.2.1:7001,[2001:DB8::1]:7002/"
                                + ID.toUpperCase(Locale.ROOT))) {
            assertEquals(invite, Invite.parse(given), given);
        }
        assertEquals("Bob", invite.name().text());
    }

    @Property
    void roundTrips(@ForAll("invites") Invite invite) {
        assertEquals(invite, Invite.parse(invite.toString()));
        assertTrue(invite.toString().matches("[A-Za-z0-9:/@.,_\\[\\]-]+"));
    }

    private static void assertRejected(String text, String message) {
        var e = assertThrows(IllegalArgumentException.class, () -> Invite.parse(text));
        assertTrue(e.getMessage().contains(message), e.getMessage());
    }

    @Provide
    Arbitrary<Invite> invites() {
        Arbitrary<Address> addresses =
                Combinators.combine(
                                Arbitraries.of("127.0.0.1", "example.org", "::1", "2001:db8::2"),
                                Arbitraries.integers().between(0, 65_535))
                        .as((host, port) -> Address.of("tls", host, port));
        return Combinators.combine(
                        Arbitraries.of("bob", "a", "Eve.2_x-y").map(PeerName::new),
                        addresses.list().ofMinSize(1).ofMaxSize(8),
                        Arbitraries.bytes().array(byte[].class).ofSize(8).map(PeerId::ofKey))
                .as(Invite::new);
    }
}
