package peerlink.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static peerlink.cli.fixture.RawPeer.content;
import static peerlink.cli.fixture.RawPeer.map;
import static peerlink.cli.fixture.RawPeer.number;
import static peerlink.cli.fixture.RawPeer.text;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peerlink.api.Bytes;
import peerlink.api.Link;
import peerlink.api.Listener;
import peerlink.api.Printable;
import peerlink.api.contract.HostileText;
import peerlink.cli.fixture.Machine;
import peerlink.cli.fixture.RawPeer;
import peerlink.cli.fixture.Screen;
import peerlink.core.model.Invite;

/**
 * A real terminal shows hostile text as text, after the name of its author, and does nothing else:
 * texts of a peer, a registry or a file's name. Each case of {@link HostileText} stands between two
 * words that must both be seen.
 */
class HostileTextEndToEndTest {
    private static final Random RANDOM = new Random();
    private static final Bytes MALLORY = Bytes.utf8("mallory");
    private static final Pattern INVITE = Pattern.compile("peerlink://alice@\\S+");

    /**
     * The sequences by which the line editor moves and colours the prompt. Anything else that
     * begins with an escape comes from outside.
     */
    private static final Pattern OWN_SEQUENCES =
            Pattern.compile(
                    "\u001b(M|[=>]|\\(B|\\[[0-9;]*[mKJABCDGH]"
                            + "|\\[2[23];2t|]2;\\([0-9]+\\) PeerLink alice\u001b\\\\"
                            + "|\\[>c|\\[\\?2026\\$p|\\[\\?(1|7|1004|2004|2026)[hl]|\\[\\?10(00|02|03|05|06|15|16)l)");

    /** A link as the program makes it: to the very text that it shows. */
    private static final Pattern OWN_LINK =
            Pattern.compile("\u001b]8;;(https?://[!-~]+)\u001b\\\\\\1\u001b]8;;\u001b\\\\");

    private static final String HALF_TYPED = "half a thought";

    @TempDir Path folder;
    private Machine machine;
    private RawPeer mallory;
    private List<HostileText> cases;

    @BeforeEach
    void makeMachine() throws Exception {
        machine = Machine.in(folder);
        mallory = RawPeer.in(folder.resolve("mallory"));
        cases = HostileText.all();
    }

    @Test
    void aMessageIsNothingButText() throws Exception {
        try (Screen alice = machine.chat("alice")) {
            Invite invite = invite(alice);
            alice.type(HALF_TYPED);
            alice.record();
            for (int i = 0; i < cases.size(); i++) {
                say(invite, "text/plain", framed(i));
            }
            say(invite, "text/plain", Bytes.utf8("that is all"));
            alice.waitFor(" mallory: that is all");
            assertAllShown(alice);
            assertUnharmed(alice);

            alice.press("C-u");
            alice.enter("/history that is all");
            alice.waitUntil("the history", shown -> shown.contains("«that» «is» «all»"));
            alice.enter("/history @mallory");
            alice.type(HALF_TYPED);
            assertUnharmed(alice);
        }
    }

    @Test
    void aNameThatIsNoneIsNeverShown() throws Exception {
        try (Screen alice = machine.chat("alice")) {
            Invite invite = invite(alice);
            alice.type(HALF_TYPED);
            alice.record();
            for (HostileText hostile : cases) {
                Bytes name = joined(Bytes.utf8("begin"), cut(hostile.bytes(), 64));
                try (Link link =
                        mallory.open(
                                invite.addresses().getFirst(), invite.id(), "peerlink/1", name)) {
                    String answer =
                            new String(link.receive().toByteArray(), StandardCharsets.UTF_8);
                    assertTrue(answer.contains("malformed"), () -> hostile + ": " + answer);
                }
            }
            say(invite, "text/plain", Bytes.utf8("that is all"));
            alice.waitFor(" mallory: that is all");
            assertFalse(alice.history().contains("begin"), alice::toString);
            assertUnharmed(alice);
        }
    }

    @Test
    void aRefusalIsNothingButText() throws Exception {
        AtomicInteger next = new AtomicInteger();
        try (Screen alice = machine.chat("alice");
                Listener listener = mallory.answering(_ -> refusal(next.getAndIncrement()))) {
            Invite invite = invite(alice);
            alice.record();
            for (int i = 0; i < cases.size(); i++) {
                alice.enter(
                        "/connect peerlink://mallory@%s/%s"
                                .formatted(
                                        listener.address().hostAndPort(), mallory.identity().id()));
            }
            alice.waitFor("refused by mallory: ");
            alice.waitFor(word("end", cases.size() - 1));
            alice.type(HALF_TYPED);
            assertAllShown(alice);
            assertUnharmed(alice);
            assertEquals("alice", invite.name().text());
        }
    }

    @Test
    void aRegistrysErrorIsNothingButText() throws Exception {
        AtomicInteger current = new AtomicInteger();
        try (Listener registry =
                        mallory.answering(
                                number ->
                                        number == 0
                                                ? map(
                                                        "type",
                                                        text("hello-ok"),
                                                        "name",
                                                        text(MALLORY))
                                                : error(number, current.get()));
                Screen alice =
                        machine.chat("alice", "--registry", registry.address().hostAndPort())) {
            alice.record();
            alice.waitFor("/help ");
            for (int i = 0; i < cases.size(); i++) {
                current.set(i);
                alice.enter("@bob hi");
                alice.waitFor(word("end", i));
            }
            alice.type(HALF_TYPED);
            assertAllShown(alice);
            assertUnharmed(alice);
        }
    }

    @Test
    void aFileNameIsNothingButText() throws Exception {
        try (Screen alice = machine.chat("alice")) {
            Invite invite = invite(alice);
            alice.type(HALF_TYPED);
            alice.record();
            for (int i = 0; i < cases.size(); i++) {
                RawPeer somebody = RawPeer.in(folder.resolve("peer-" + i));
                try (Link link =
                        somebody.open(
                                invite.addresses().getFirst(), invite.id(), "files/1", MALLORY)) {
                    link.receive();
                    link.send(offer(framedText(i, 100)));
                    Pattern offer = Pattern.compile("/receive " + (i + 1) + "\\b");
                    alice.waitUntil(offer.pattern(), shown -> offer.matcher(shown).find());
                }
            }
            assertUnharmed(alice);
        }
    }

    private static Invite invite(Screen alice) throws Exception {
        alice.waitFor("/help ");
        alice.enter("/invite");
        Matcher invite =
                INVITE.matcher(
                        alice.waitUntil("the invite", shown -> INVITE.matcher(shown).find()));
        assertTrue(invite.find());
        return Invite.parse(invite.group());
    }

    /**
     * Sends a message over a link of its own, since content that is no message at all ends the
     * link, and waits for the answer.
     */
    private void say(Invite invite, String mediaType, Bytes content) throws IOException {
        try (Link link =
                mallory.open(invite.addresses().getFirst(), invite.id(), "peerlink/1", MALLORY)) {
            link.receive();
            byte[] stream = new byte[16];
            RANDOM.nextBytes(stream);
            link.send(map("type", text("begin"), "stream", content(Bytes.wrap(stream))));
            receive(link, "have");
            link.send(
                    map(
                            "type",
                            text("message"),
                            "seq",
                            number(1),
                            "id",
                            text("m" + System.nanoTime()),
                            "mediaType",
                            text(mediaType),
                            "sentAt",
                            number(0),
                            "content",
                            content(content)));
            receive(link, "ack");
        }
    }

    /** Reads up to a frame of the type, or to the end of the link. */
    private static void receive(Link link, String type) throws IOException {
        try {
            String frame = "";
            while (!frame.contains("type" + (char) (0x60 + type.length()) + type)) {
                frame = new String(link.receive().toByteArray(), StandardCharsets.ISO_8859_1);
            }
        } catch (EOFException e) {
            assertEquals("ack", type, "the link ended before a message was sent");
        }
    }

    private Bytes refusal(int number) {
        return map(
                "type",
                text("refusal"),
                "code",
                text("no"),
                "message",
                text(framedText(number, 500)));
    }

    private Bytes error(int id, int number) {
        return map(
                "type",
                text("error"),
                "id",
                number(id),
                "code",
                text("not-allowed"),
                "text",
                text(framedText(number, 200)));
    }

    private static Bytes offer(Bytes name) {
        return Bytes.wrap(
                ByteBuffer.allocate(11 + name.size())
                        .put((byte) 1)
                        .putLong(5)
                        .putShort((short) name.size())
                        .put(name.asByteBuffer())
                        .array());
    }

    private Bytes framed(int number) {
        return joined(
                Bytes.utf8(word("begin", number)),
                cases.get(number).bytes(),
                Bytes.utf8(word("end", number)));
    }

    /**
     * Returns the case as {@link #framed} does, in UTF-8 and up to a limit, for a field that takes
     * no more.
     */
    private Bytes framedText(int number, int limit) {
        String text = cases.get(number).text();
        return Bytes.utf8(
                word("begin", number)
                        + text.substring(0, Math.min(limit, text.length()))
                        + word("end", number));
    }

    private static String word(String which, int number) {
        return "%s-%02d!".formatted(which, number);
    }

    private static Bytes cut(Bytes bytes, int limit) {
        return Bytes.wrap(Arrays.copyOf(bytes.toByteArray(), Math.min(bytes.size(), limit)));
    }

    private static Bytes joined(Bytes... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (Bytes part : parts) {
            out.writeBytes(part.toByteArray());
        }
        return Bytes.wrap(out.toByteArray());
    }

    /** Asserts that all messages are there, once each. */
    private void assertAllShown(Screen screen) throws Exception {
        String shown = screen.history().replaceAll("\\s", "");
        int at = 0;
        for (int i = 0; i < cases.size(); i++) {
            for (String word : List.of(word("begin", i), word("end", i))) {
                int found = shown.indexOf(word, at);
                assertTrue(found >= 0, () -> word + " is missing in\n" + shown);
                at = found + word.length();
            }
        }
    }

    /**
     * Asserts that the prompt has come back behind the messages, with the half-typed line
     * unchanged.
     */
    private static void assertUnharmed(Screen screen) throws Exception {
        screen.waitUntil("the prompt", shown -> shown.stripTrailing().endsWith("> " + HALF_TYPED));
        String shown = screen.history();
        assertEquals(Printable.lines(shown), shown);
        assertFalse(
                Pattern.compile("^(\\d\\d:\\d\\d )?carol:|^alice> /trust", Pattern.MULTILINE)
                        .matcher(shown)
                        .find(),
                shown);
        assertEquals("cursor 1 alternate 0 mouse 0 insert 0 origin 0 wrap 1", screen.modes());
        assertFalse(screen.title().contains("owned"), screen.title());
        assertEquals("", screen.clipboard());

        String written = screen.recorded();
        // a coloured link has a colour within it
        String plain = OWN_SEQUENCES.matcher(written).replaceAll("");
        String text = OWN_LINK.matcher(plain).replaceAll("$1");
        // the parts of a terminal's own line ends, and the bell of an editor that can't go on
        String unended = text.replace("\u000b\r", "").replace("\r", "");
        String clean = unended.replace("\b", "").replace("\u0007", "");
        assertEquals(Printable.lines(clean), clean);
    }
}
