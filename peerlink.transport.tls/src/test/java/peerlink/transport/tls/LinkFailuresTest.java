package peerlink.transport.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.net.BindException;
import org.bouncycastle.tls.TlsFatalAlertReceived;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import peerlink.api.Address;
import peerlink.api.Identity;
import peerlink.api.LinkPolicy;
import peerlink.testkit.contract.TestIdentities;

final class LinkFailuresTest {
    private static final Identity ALICE = TestIdentities.ed25519("alice");

    private final TlsTransport transport = new TlsTransport();

    @Test
    void anUnknownHostIsNamed() {
        Address nowhere = Address.parse("tls://nowhere.invalid:7777");
        assertEquals(
                "unknown host 'nowhere.invalid'",
                assertThrows(
                                IOException.class,
                                () -> transport.connect(nowhere, ALICE, LinkPolicy.DEFAULT, null))
                        .getMessage());
        assertEquals(
                "unknown host 'nowhere.invalid'",
                assertThrows(
                                IOException.class,
                                () ->
                                        transport.listen(
                                                nowhere, ALICE, LinkPolicy.DEFAULT, link -> {}))
                        .getMessage());
    }

    @Test
    void anAddressOfAnotherMachineCannotBeListenedOn() {
        Address elsewhere = Address.parse("tls://192.0.2.1:0");
        assertEquals(
                "can't listen on 192.0.2.1:0: not an address of this machine",
                assertThrows(
                                IOException.class,
                                () ->
                                        transport.listen(
                                                elsewhere, ALICE, LinkPolicy.DEFAULT, link -> {}))
                        .getMessage());
    }

    @Test
    void aPortForTheSystemAloneIsRefused() {
        assertEquals(
                "can't listen on 127.0.0.1:80: permission denied",
                LinkFailures.ofListening(
                                Address.parse("tls://127.0.0.1:80"),
                                new BindException("Permission denied (Bind failed)"))
                        .getMessage());
    }

    /**
     * An alert of the other side may come late, and is about this side's identity, or about its
     * records.
     */
    @ParameterizedTest
    @CsvSource({
        "46, link refused by the other side (certificate unknown)",
        "49, link refused by the other side (access denied)",
        "116, link refused by the other side (certificate required)",
        "10, link broken off by the other side (unexpected message)",
        "20, link broken off by the other side (bad record mac)",
        "80, link broken off by the other side (internal error)",
    })
    void anAlertOfTheOtherSideIsNoRefusalUnlessItIsAboutThisSide(short alert, String words) {
        assertEquals(words, LinkFailures.ofLink(new TlsFatalAlertReceived(alert)).getMessage());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tls://127.0.0.1",
                "tls://127.0.0.1:7/x",
                "unix:///path",
                "tls:///x",
                "http://h:1"
            })
    void anAddressThatIsNotTlsIsTheCallersMistake(String text) {
        Address address = Address.parse(text);
        assertThrows(
                IllegalArgumentException.class,
                () -> transport.connect(address, ALICE, LinkPolicy.DEFAULT, null));
    }
}
