package peerlink.api;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.function.Function;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import peerlink.api.contract.HostileInput;
import peerlink.api.contract.Refusal;

/**
 * Every text is a value, which is the same when it is written and read again, or refused in one
 * clean line.
 */
class ParsersTest {
    private static final String ID = PeerId.ofKey(new byte[] {1}).text();

    private static <T> void assertReadOrRefused(String text, Function<String, T> parser) {
        try {
            T value = parser.apply(text);
            assertEquals(value, parser.apply(value.toString()));
        } catch (IllegalArgumentException e) {
            Refusal.requireClean(e);
        }
    }

    @Property(tries = 4_000)
    void anyTextIsAnAddressOrRefused(@ForAll("addresses") String text) {
        assertReadOrRefused(text, Address::parse);
    }

    @Property(tries = 2_000)
    void theHostAndPortOfAnAddressMakeAnAddressAgain(@ForAll("addresses") String text) {
        assertReadOrRefused(
                text,
                any -> {
                    Address address = Address.parse(any);
                    assertEquals(
                            address.hostAndPort(),
                            Address.of(address.scheme(), address.host(), address.port())
                                    .hostAndPort());
                    return address;
                });
    }

    @Provide
    Arbitrary<String> addresses() {
        return HostileInput.texts(
                "tls://127.0.0.1:7001", "registry://[2001:db8::1]:7777/" + ID, "unix:///run/x");
    }

    @Property(tries = 2_000)
    void anyTextIsAPeerIdOrRefused(@ForAll("ids") String text) {
        assertReadOrRefused(text, PeerId::new);
    }

    @Provide
    Arbitrary<String> ids() {
        return HostileInput.texts(ID);
    }

    @Property(tries = 2_000)
    void anyTextIsANameOrRefused(@ForAll("names") String text) {
        assertReadOrRefused(text, PeerName::new);
    }

    @Provide
    Arbitrary<String> names() {
        return HostileInput.texts("alice", "Bob.2_x-y", "a23456789012345678901234567890bc");
    }

    @Property(tries = 2_000)
    void anyTextIsAProtocolOrRefused(@ForAll("protocols") String text) {
        assertReadOrRefused(text, Protocol::parse);
    }

    @Provide
    Arbitrary<String> protocols() {
        return HostileInput.texts("peerlink/1", "x-y/999");
    }
}
