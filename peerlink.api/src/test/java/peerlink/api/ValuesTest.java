package peerlink.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The records refuse what their Javadoc says they refuse, and name it. */
class ValuesTest {
    private static final PeerId SOMEBODY = PeerId.ofKey(new byte[] {1});

    @ParameterizedTest
    @ValueSource(
            strings = {
                "alice",
                "A",
                "0",
                "bob-2",
                "build.bot_x",
                "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
            })
    void namesThatAreFine(String name) {
        assertEquals(name, new PeerName(name).text());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-x",
                ".x",
                "_x",
                "a b",
                "a/b",
                "ä",
                "a\u001b[2J",
                "a;b",
                "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
            })
    void namesThatAreNot(String name) {
        assertFalse(PeerName.isPeerName(name));
        assertThrows(IllegalArgumentException.class, () -> new PeerName(name));
    }

    @Test
    void addressTellsItsParts() {
        Address address = Address.parse("tls://[::1]:7001");
        assertEquals("tls", address.scheme());
        assertEquals("::1", address.host());
        assertEquals(7001, address.port());
        assertEquals("[::1]:7001", address.hostAndPort());
        assertEquals(address, Address.of("tls", "::1", 7001));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "file:///shared",
                "unix:///run/x.sock",
                "pigeon://loft",
                "tls://h:99999",
                "foo://h_h:1"
            })
    void theShortFormOfAnAddressWithoutHostAndPortIsTheWholeAddress(String text) {
        assertEquals(text, Address.parse(text).shortForm());
        assertEquals("h:1", Address.parse("tls://h:1/path").shortForm());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "host:port",
                "tls:opaque",
                "//h:1",
                "tls://u@h:1",
                "tls://h:1?q",
                "tls://h:1#f",
                "tls://a b:1",
                "tls://h:1/\u202Eevil",
                "tls://b\u00fccher:1",
                "tls://h\u202E:1",
                "tls://h:1/\u4e2d"
            })
    void addressesThatAreNot(String text) {
        assertThrows(IllegalArgumentException.class, () -> Address.parse(text));
    }

    @Test
    void addressLengthIsBounded() {
        assertThrows(
                IllegalArgumentException.class,
                () -> Address.parse("tls://" + "a".repeat(255) + ":1"));
    }

    @Test
    void protocolReadsWhatItPrints() {
        Protocol files = new Protocol("files", 1);
        assertEquals(files, Protocol.parse(files.toString()));
        assertThrows(IllegalArgumentException.class, () -> Protocol.parse("files/0"));
        assertThrows(IllegalArgumentException.class, () -> Protocol.parse("files/1000"));
        assertThrows(IllegalArgumentException.class, () -> Protocol.parse("files"));
        assertThrows(IllegalArgumentException.class, () -> Protocol.parse("/1"));
    }

    @Test
    void textIsBoundedMoreTightlyThanOtherContent() {
        Bytes big = Bytes.wrap(new byte[Message.MAX_TEXT + 1]);
        assertThrows(IllegalArgumentException.class, () -> message(Message.TEXT, big));
        assertEquals(big, message("application/octet-stream", big).content());
        assertThrows(
                IllegalArgumentException.class,
                () -> message("image/png", Bytes.wrap(new byte[Message.MAX_CONTENT + 1])));
    }

    @Test
    void textIsSafeToShow() {
        assertEquals("a\uFFFD[2Jb", message(Message.TEXT, Bytes.utf8("a\u001b[2Jb")).text());
        assertEquals("\uFFFD", message(Message.TEXT, Bytes.wrap(new byte[] {(byte) 0xff})).text());
    }

    @Test
    void messageNeverPrintsItsContent() {
        assertFalse(message(Message.TEXT, Bytes.utf8("secret")).toString().contains("secret"));
        assertFalse(Bytes.utf8("secret").toString().contains("secret"));
    }

    @Test
    void bytesAreAValue() {
        byte[] array = {1, 2, 3};
        Bytes bytes = Bytes.copyOf(array);
        array[0] = 9;
        assertEquals(Bytes.wrap(new byte[] {1, 2, 3}), bytes);
        assertEquals(Bytes.copyOf(new byte[] {0, 1, 2, 3, 4}, 1, 3), bytes);
        assertTrue(bytes.asByteBuffer().isReadOnly());
    }

    private static Message message(String type, Bytes content) {
        return new Message("1", SOMEBODY, SOMEBODY, type, content, Instant.EPOCH);
    }
}
