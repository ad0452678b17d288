package peerlink.core.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
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
    private static final String KEY = PeerId.ofKey(new byte[] {2}).text();
    private static final Address REGISTRY = Address.parse("registry://r.example:7777/" + KEY);

    @Example
    void readsSeveralAddresses() {
        Invite invite = Invite.parse("peerlink://bob@192.0.2.1:7001,[2001:db8::1]:7002/" + ID);
        assertEquals(
                List.of(
                        Address.parse("tls://192.0.2.1:7001"),
                        Address.parse("tls://[2001:db8:0:0:0:0:0:1]:7002")),
                invite.addresses());
        assertEquals(
                "peerlink://bob@192.0.2.1:7001,2001-db8-0-0-0-0-0-1:7002/" + ID, invite.toString());
        assertEquals(invite, Invite.parse(invite.toString()));
    }

    @Example
    void namesWhatIsWrong() {
        assertRejected("bob@192.0.2.1:7001/" + ID, "not an invite");
        assertRejected("peerlink://bob@192.0.2.1:7001", "not an invite");
        assertRejected("peerlink://b!b@192.0.2.1:7001/" + ID, "not a name");
        assertRejected("peerlink://bob@192.0.2.1/" + ID, "no port");
        assertRejected("peerlink://bob@192.0.2.1:7001,/" + ID, "not an address");
        assertRejected("peerlink://bob@192.0.2.1:7001/abc", "not a peer id");
        assertRejected("peerlink://bob@192.0.2.1:7001/x/" + ID, "not an invite");
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

    @Example
    void readsRelaysAndRegistriesWithTheirKeys() {
        Invite invite =
                Invite.parse(
                        "peerlink://bob@192.0.2.1:7001/%1$s/relay/r.example:7778/%2$s/registry/2001-db8-0-0-0-0-0-1:7777/%2$s"
                                .formatted(ID, KEY));
        assertEquals(
                List.of(
                        Address.parse("tls://192.0.2.1:7001"),
                        Address.parse("relay://r.example:7778/" + KEY)),
                invite.addresses());
        assertEquals(
                List.of(Address.parse("registry://[2001:db8:0:0:0:0:0:1]:7777/" + KEY)),
                invite.registries());
        assertEquals(
                List.of(REGISTRY),
                Invite.parse("peerlink://bob/" + ID + "/registry/r.example:7777/" + KEY)
                        .registries());
    }

    @Example
    void waysOfLaterVersionsCountForNothing() {
        String plain = "peerlink://bob@192.0.2.1:7001/" + ID;
        assertEquals(Invite.parse(plain), Invite.parse(plain + "/carrier/r.example:1/" + KEY));
        assertRejected("peerlink://bob/" + ID + "/carrier/r.example:1/" + KEY, "no way that this");
    }

    @Example
    void waysWithoutAGoodKeyOrPlaceAreRefused() {
        String plain = "peerlink://bob@192.0.2.1:7001/" + ID;
        assertRejected(plain + "/registry/r.example:7777", "not an invite");
        assertRejected(plain + "/registry/r.example:7777/", "not a peer id");
        assertRejected(plain + "/registry/r.example/" + KEY, "no port");
        assertRejected(plain + "/registry/r.example:0/" + KEY, "not an address");
        assertRejected(plain + "/relay/r.ex%41mple:1/" + KEY, "no host");
        assertRejected(plain + "/registry/a@r.example:1/" + KEY, "not an address");
        assertRejected("peerlink://bob/" + ID, "without a way");
        assertRejected(
                plain + ("/registry/r.example:1/" + KEY).repeat(Invite.MAX_REGISTRIES + 1),
                "at most");
        assertRejected(plain + ("/relay/r.example:1/" + KEY).repeat(16), "not an invite");
    }

    @Example
    void aWayThatStandsTwiceIsOne() {
        String once = "peerlink://bob@192.0.2.1:1/%s/registry/r.example:7777/%s".formatted(ID, KEY);
        String twice =
                "peerlink://bob@192.0.2.1:1,192.0.2.1:1/%1$s/registry/r.example:7777/%2$s/registry/R.example:7777/%2$s"
                        .formatted(ID, KEY);
        assertEquals(once, Invite.parse(twice).toString());
    }

    @Example
    void aNodesInviteHasWhatLeadsThereFromElsewhereIfAnythingDoes() {
        Address here = Address.parse("tls://127.0.0.1:7001");
        Address home = Address.parse("tls://192.168.1.10:7001");
        Address relay = Address.parse("relay://r.example:7777/" + KEY);
        Address other = Address.parse("relay://s.example:7777/" + KEY);
        Address loopback = Address.parse("registry://127.0.0.1:7777/" + KEY);
        assertEquals(
                List.of(home, other),
                made(List.of(here, home, relay, other), REGISTRY).addresses());
        assertEquals(List.of(REGISTRY), made(List.of(), loopback, REGISTRY).registries());
        assertEquals(List.of(here), made(List.of(here), loopback).addresses());
        assertEquals(List.of(loopback), made(List.of(here), loopback).registries());
        assertThrows(
                IllegalArgumentException.class,
                () -> made(List.of(Address.parse("loopback://bob:1"))));
    }

    @Example
    void aNodesInviteHasAsManyWaysAsThereIsRoomFor() {
        List<Address> addresses = new ArrayList<>();
        List<Address> registries = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            addresses.add(Address.parse("tls://" + "long.".repeat(30) + "x" + i + ":7001"));
            registries.add(Address.parse("registry://r" + i + ".example:7777/" + KEY));
        }
        Invite made = Invite.of(new PeerName("bob"), addresses, new PeerId(ID), registries);
        assertEquals(registries.subList(0, 1), made.registries());
        assertEquals(addresses.subList(0, made.addresses().size()), made.addresses());
        assertTrue(made.toString().length() > 800 && made.toString().length() <= 1024);
    }

    private static Invite made(List<Address> addresses, Address... registries) {
        return Invite.of(new PeerName("bob"), addresses, new PeerId(ID), List.of(registries));
    }

    @Property
    void roundTrips(@ForAll("invites") Invite invite) {
        assertEquals(invite, Invite.parse(invite.toString()));
        // nothing that a shell, a mail or a chat takes for something else
        assertTrue(invite.toString().matches("[A-Za-z0-9:/@.,_-]+"), invite.toString());
        assertEquals(
                invite.toString().toLowerCase(Locale.ROOT),
                Invite.parse(invite.toString().toUpperCase(Locale.ROOT)).toString());
    }

    private static void assertRejected(String text, String message) {
        var e = assertThrows(IllegalArgumentException.class, () -> Invite.parse(text));
        assertTrue(e.getMessage().contains(message), e.getMessage());
    }

    @Provide
    Arbitrary<Invite> invites() {
        Arbitrary<String> hosts =
                Arbitraries.of(
                        "127.0.0.1",
                        "Example.org",
                        "a-b.example",
                        "[::1]",
                        "[2001:db8::2]",
                        "[::ffff:192.0.2.1]");
        Arbitrary<PeerId> ids =
                Arbitraries.bytes().array(byte[].class).ofSize(8).map(PeerId::ofKey);
        Arbitrary<Address> direct =
                Combinators.combine(hosts, Arbitraries.integers().between(0, 65_535))
                        .as((host, port) -> Address.of("tls", host, port));
        return Combinators.combine(
                        Arbitraries.of("bob", "a", "Eve.2_x-y").map(PeerName::new),
                        direct.list().ofMaxSize(4),
                        keyed("relay", hosts, ids).list().ofMaxSize(3),
                        ids,
                        keyed("registry", hosts, ids).list().ofMaxSize(3))
                .filter(
                        (name, addresses, relays, id, registries) ->
                                addresses.size() + relays.size() + registries.size() > 0)
                .as(
                        (name, addresses, relays, id, registries) ->
                                new Invite(
                                        name,
                                        Stream.concat(relays.stream(), addresses.stream()).toList(),
                                        id,
                                        registries));
    }

    private static Arbitrary<Address> keyed(
            String scheme, Arbitrary<String> hosts, Arbitrary<PeerId> ids) {
        return Combinators.combine(hosts, Arbitraries.integers().between(1, 65_535), ids)
                .as(
                        (host, port, id) ->
                                Address.parse(scheme + "://" + host + ":" + port + "/" + id));
    }
}
