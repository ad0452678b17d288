package peerlink.cli.attach;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import peerlink.api.Bytes;
import peerlink.api.Message;
import peerlink.api.Peer;
import peerlink.api.PeerId;
import peerlink.api.PeerName;
import peerlink.cli.fixture.PrintedJson;
import peerlink.cli.fixture.Profiles;
import peerlink.cli.local.AttachedScreen;
import peerlink.cli.local.EventFan;
import peerlink.cli.local.HostedNode;
import peerlink.cli.local.Hosting;
import peerlink.cli.local.LocalClient;
import peerlink.cli.local.LocalRequest;
import peerlink.cli.local.Outcome;
import peerlink.cli.local.TerminalFrame;
import peerlink.cli.local.TerminalLink;
import peerlink.cli.local.TerminalSignal;
import peerlink.cli.node.ChatConfig;
import peerlink.cli.node.GivenSettings;
import peerlink.cli.node.NodeOptions;
import peerlink.cli.program.CliException;
import peerlink.cli.program.Version;
import peerlink.core.Node;
import peerlink.core.NodeBuilder;
import peerlink.core.identity.IdentityStore;
import peerlink.core.model.NodeEvent;
import peerlink.core.model.Trust;
import tools.jackson.databind.json.JsonMapper;

/** Terminals attach to a node over its socket, in one process. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AttachedChatsTest {
    private static final Peer BOB =
            new Peer(PeerId.ofKey(new byte[] {7}), new PeerName("bob"), List.of());

    private static final long LOOK_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    @TempDir Path profile;
    private final EventFan fan = new EventFan();
    private final List<Terminal> terminals = new ArrayList<>();
    private final AtomicInteger stops = new AtomicInteger();
    private Node node;
    private HostedNode hosted;

    @BeforeEach
    void start() throws Exception {
        host("daemon", new NodeOptions());
    }

    private void host(String purpose, NodeOptions options) throws Exception {
        node =
                new NodeBuilder(IdentityStore.loadOrCreate(profile), new PeerName("alice"))
                        .dataDirectory(profile)
                        .transports(List.of())
                        .sending()
                        .onEvent(fan)
                        .start();
        node.contacts().vouch(BOB);
        ChatConfig config = Profiles.config(profile);
        hosted =
                HostedNode.of(
                        node,
                        profile,
                        Duration.ZERO,
                        options,
                        new Hosting(
                                purpose,
                                Instant.now(),
                                fan,
                                new AttachedChats(
                                        node,
                                        fan,
                                        options,
                                        _ -> config,
                                        purpose,
                                        stops::incrementAndGet),
                                new GivenSettings(options.ofNode(), Map.of())));
    }

    @AfterEach
    void end() throws Exception {
        hosted.close();
        for (Terminal terminal : terminals) {
            terminal.link.close();
        }
    }

    /** A terminal without a process: it keeps what the chat writes. */
    private final class Terminal {
        final TerminalLink link;
        final BlockingQueue<TerminalFrame> frames = new LinkedBlockingQueue<>();
        final StringBuffer screen = new StringBuffer();

        Terminal(TerminalLink link, boolean reads) {
            this.link = link;
            terminals.add(this);
            if (reads) {
                Thread.ofVirtual().start(this::read);
            }
        }

        private void read() {
            try {
                while (true) {
                    TerminalFrame frame = link.receive();
                    if (frame instanceof TerminalFrame.Data(var bytes)) {
                        screen.append(new String(bytes, StandardCharsets.UTF_8));
                        confirm(bytes.length);
                    } else {
                        frames.add(frame);
                    }
                }
            } catch (EOFException e) {
                frames.add(new TerminalFrame.Draft("the link has ended", ""));
            } catch (IOException e) {
                frames.add(new TerminalFrame.Draft(e.toString(), ""));
            }
        }

        private void confirm(int bytes) {
            try {
                link.written(bytes);
            } catch (IOException e) {
                // the chat has ended; what it has written last is still to be read
            }
        }

        void type(String keys) throws IOException {
            byte[] bytes = keys.getBytes(StandardCharsets.UTF_8);
            link.sendData(bytes, 0, bytes.length);
        }

        void await(String text) throws Exception {
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
            while (!screen.toString().contains(text)) {
                assertTrue(System.nanoTime() < end, () -> text + " is not on " + screen);
                LockSupport.parkNanos(LOOK_AGAIN_NANOS);
            }
        }

        <T extends TerminalFrame> T frame(Class<T> type, Predicate<T> holds) throws Exception {
            while (true) {
                TerminalFrame next = frames.poll(30, TimeUnit.SECONDS);
                assertTrue(next != null, () -> "no " + type + " came; " + screen);
                if (type.isInstance(next) && holds.test(type.cast(next))) {
                    return type.cast(next);
                }
            }
        }

        TerminalFrame.Ended ended() throws Exception {
            return frame(TerminalFrame.Ended.class, _ -> true);
        }
    }

    private LocalRequest.Attach request(NodeOptions given, String draft, String charset) {
        return request(given, draft, charset, null);
    }

    private LocalRequest.Attach request(
            NodeOptions given, String draft, String charset, @Nullable Instant shownUntil) {
        return request(
                given, new GivenSettings(given.ofNode(), Map.of()), draft, charset, shownUntil);
    }

    private LocalRequest.Attach request(
            NodeOptions given,
            GivenSettings settings,
            String draft,
            String charset,
            @Nullable Instant shownUntil) {
        return new LocalRequest.Attach(
                given,
                settings,
                null,
                new AttachedScreen(
                        ProcessHandle.current().pid(),
                        "xterm-256color",
                        charset,
                        80,
                        24,
                        profile,
                        profile,
                        Map.of("TERM", "xterm-256color", "NO_COLOR", "1")),
                draft,
                shownUntil);
    }

    private Terminal attach() throws Exception {
        return attach("", true);
    }

    private Terminal attach(String draft, boolean reads) throws Exception {
        LocalRequest.Attach request = request(new NodeOptions(), draft, "UTF-8");
        Terminal terminal =
                new Terminal(LocalClient.attach(profile, () -> request).orElseThrow(), reads);
        if (reads) {
            terminal.await("/help");
        }
        return terminal;
    }

    private static NodeEvent message(String text) {
        Message message =
                new Message(
                        "1",
                        BOB.id(),
                        PeerId.ofKey(new byte[] {8}),
                        Message.TEXT,
                        Bytes.utf8(text),
                        Instant.now());
        return new NodeEvent.MessageArrived(
                message, BOB, BOB.name(), Trust.VERIFIED, message.sentAt(), false);
    }

    @Test
    void aMessageAndALineOfOneChatAreSeenInEachOfThem() throws Exception {
        Terminal one = attach();
        Terminal two = attach();
        fan.accept(message("to both"));
        one.await("bob: to both");
        two.await("bob: to both");
        one.type("/chat bob\r");
        one.type("hello from one\r");
        one.await("alice→bob: hello from one");
        two.await("alice→bob: hello from one");
        two.type("@bob hello from two\r");
        one.await("alice→bob: hello from two");
        assertFalse(
                two.screen.toString().contains("alice→bob (away)> "),
                "the chat of one is not two's");
        Outcome sent =
                LocalClient.ask(
                                profile,
                                new LocalRequest.Send(
                                        new NodeOptions(),
                                        "bob",
                                        "from a shell",
                                        Duration.ofSeconds(30),
                                        true,
                                        false),
                                _ -> {})
                        .orElseThrow();
        assertEquals(0, sent.exitCode(), sent::message);
        one.await("alice→bob: from a shell");
        two.await("alice→bob: from a shell");
    }

    @Test
    void endOfFileEndsThatTerminalsChatAlone() throws Exception {
        Terminal one = attach();
        Terminal two = attach();
        one.type("\u0004");
        assertEquals(new TerminalFrame.Ended(0, false, "", ""), one.ended());
        two.type("/quit\r");
        assertEquals(new TerminalFrame.Ended(0, false, "", ""), two.ended());
        attach();
        assertEquals(0, stops.get());
    }

    @Test
    void aLineThatIsHalfTypedWhenItsTerminalGoesIsInTheNextChat() throws Exception {
        Terminal one = attach();
        one.type("/chat bob\r");
        one.await("alice→bob (away)> ");
        one.type("half a line");
        one.frame(TerminalFrame.Draft.class, draft -> draft.text().equals("half a line"));
        one.link.send(new TerminalFrame.Signalled(TerminalSignal.TERM));
        one.ended();
        Terminal two = attach();
        two.type("/chat bob\r");
        two.frame(
                TerminalFrame.Draft.class,
                draft ->
                        draft.text().equals("half a line") && draft.peer().equals(BOB.id().text()));
    }

    @Test
    void aChatThatGoesOnShowsNoWelcomeAgain() throws Exception {
        LocalRequest.Attach request =
                request(new NodeOptions(), "", "UTF-8", Instant.now().minusSeconds(1));
        Terminal one = new Terminal(LocalClient.attach(profile, () -> request).orElseThrow(), true);
        one.await("attached to process ");
        one.type("/mute\r");
        one.await("nobody is muted");
        one.type("/mute bob\r");
        one.await("bob is muted: messages are shown");
        one.type("/unmute bob\r/unmute bob\r");
        one.await("bob was not muted");
        assertFalse(one.screen.toString().contains("you are alice"), one.screen::toString);
    }

    /** The terminal's process opens it again if the node's is killed. */
    @Test
    void theTerminalLearnsOfTheChatThatAKeyHasOpenedBeforeAnythingIsTyped() throws Exception {
        Terminal one = attach();
        fan.accept(message("hello"));
        one.await("bob: hello");
        one.type("x");
        one.frame(TerminalFrame.Draft.class, draft -> draft.text().equals("x"));
        one.type("\u0015");
        one.frame(TerminalFrame.Draft.class, draft -> draft.text().isEmpty());
        one.type("\u001b1");
        one.frame(TerminalFrame.Draft.class, draft -> draft.peer().equals(BOB.id().text()));
    }

    @Test
    void aChatThatGoesOnTakesNoLineThatAnotherTerminalIsAboutToBring() throws Exception {
        hosted.close();
        Files.writeString(
                profile.resolve("drafts"),
                "4711\t%s\tbob\tof another terminal\n".formatted(BOB.id().text()));
        host("chat", new NodeOptions());
        LocalRequest.Attach bare =
                request(new NodeOptions(), "", "UTF-8", Instant.now().minusSeconds(1));
        LocalRequest.Attach request =
                new LocalRequest.Attach(
                        bare.given(),
                        bare.settings(),
                        BOB.id().text(),
                        bare.screen(),
                        bare.draft(),
                        bare.shownUntil());
        Terminal one = new Terminal(LocalClient.attach(profile, () -> request).orElseThrow(), true);
        one.await("alice→bob (away)> ");
        one.type("hello");
        one.frame(TerminalFrame.Draft.class, draft -> draft.text().equals("hello"));
    }

    @Test
    void anInterruptTakesTheLineAndTheSecondOneTheChat() throws Exception {
        Terminal one = attach();
        one.type("half a line");
        one.frame(TerminalFrame.Draft.class, draft -> draft.text().equals("half a line"));
        one.link.send(new TerminalFrame.Signalled(TerminalSignal.INT));
        one.frame(TerminalFrame.Draft.class, draft -> draft.text().isEmpty());
        one.link.send(new TerminalFrame.Signalled(TerminalSignal.INT));
        one.await("Ctrl-C again");
        one.link.send(new TerminalFrame.Signalled(TerminalSignal.INT));
        assertEquals(130, one.ended().exitCode());
    }

    @Test
    void anotherSizeBreaksLinesAnew() throws Exception {
        Terminal one = attach();
        one.link.send(new TerminalFrame.Resized(30, 24));
        one.type("/chat bob\r");
        one.await("alice→bob (away)> ");
        one.screen.setLength(0);
        fan.accept(message("word ".repeat(20)));
        one.await("word");
        one.await("word word word\r\n");
    }

    /** It takes no memory of the node, and others see what comes. */
    @Test
    void aTerminalThatReadsNothingHoldsUpNeitherTheNodeNorOtherChats() throws Exception {
        attach("", false);
        Terminal other = attach();
        for (int i = 0; i < 3000; i++) {
            fan.accept(message("flood " + i + " " + "x".repeat(200)));
        }
        other.await("flood 2999");
        other.type("/help\r");
        other.await("a plain line goes to the open chat");
    }

    @Test
    void optionsThatDifferFromTheNodesAreNamed() throws Exception {
        NodeOptions given =
                new NodeOptions()
                        .orOfNode(
                                Map.of(
                                        "--name", List.of("bob"),
                                        "--listen", List.of("127.0.0.1:7000"),
                                        "--direct", List.of("true"),
                                        "--registry", List.of("192.0.2.1:7777")));
        CliException refused =
                assertThrows(
                        CliException.class,
                        () -> LocalClient.attach(profile, () -> request(given, "", "UTF-8")));
        assertEquals(
                "this profile's node runs already, with another value for --listen, --name, --registry; without that it attaches",
                refused.getMessage());
        assertEquals("peerlink", refused.hint().strip());
        CliException byVariable =
                assertThrows(
                        CliException.class,
                        () ->
                                LocalClient.attach(
                                        profile,
                                        () ->
                                                request(
                                                        new NodeOptions(),
                                                        new GivenSettings(
                                                                Map.of(
                                                                        "--visibility",
                                                                        List.of("hidden"),
                                                                        "--name",
                                                                        List.of("alice")),
                                                                Map.of(
                                                                        "--visibility",
                                                                        "PEERLINK_VISIBILITY")),
                                                        "",
                                                        "UTF-8",
                                                        null)));
        assertTrue(
                byVariable
                        .getMessage()
                        .endsWith("another value for --visibility (PEERLINK_VISIBILITY)"),
                byVariable::getMessage);
        // the same command would have the variable again
        assertEquals("peerlink stop", byVariable.hint());
        NodeOptions same = new NodeOptions().orOfNode(Map.of("--name", List.of("alice")));
        assertTrue(LocalClient.attach(profile, () -> request(same, "", "UTF-8")).isPresent());
    }

    @Test
    void noMoreTerminalsAttachThanThereIsRoomFor() throws Exception {
        for (int i = 0; i < AttachedChats.MOST; i++) {
            attach("", false);
        }
        CliException refused = assertThrows(CliException.class, () -> attach("", false));
        assertTrue(refused.getMessage().startsWith("32 terminals are attached"), refused::toString);
        terminals.getFirst().link.close();
        Optional<CliException> still = Optional.of(refused);
        while (still.isPresent()) {
            try {
                attach("", false);
                still = Optional.empty();
            } catch (CliException e) {
                still = Optional.of(e);
            }
        }
    }

    @Test
    void whenTheChatWithTheNodeEndsEachTerminalLearnsThatItMayGoOnWithItsLine() throws Exception {
        hosted.close();
        NodeOptions options = new NodeOptions().orOfNode(Map.of("--name", List.of("alice")));
        host("chat", options);
        Terminal one = attach("", true);
        Terminal two = attach("begun", true);
        assertEquals(
                Map.of("--name", List.of("alice")),
                one.frame(TerminalFrame.Begun.class, _ -> true).settings());
        one.type("half a li");
        one.await("half a li");
        two.type("\u0015/chat bob\r");
        two.await("alice→bob (away)> ");
        two.type("begun ");
        two.type("and more");
        two.await("and more");
        hosted.close();
        one.frame(TerminalFrame.Draft.class, draft -> draft.text().equals("half a li"));
        assertTrue(one.ended().goesOn());
        TerminalFrame.Draft last =
                two.frame(
                        TerminalFrame.Draft.class, draft -> draft.text().equals("begun and more"));
        assertEquals(BOB.id().text(), last.peer());
        assertTrue(two.ended().goesOn());
        host("chat", options); // the profile is free
    }

    @Test
    void whenADaemonEndsTheTerminalsAreToldAndDoNotGoOn() throws Exception {
        Terminal one = attach();
        Outcome stopped =
                LocalClient.ask(profile, new LocalRequest.Stop(new NodeOptions()), _ -> {})
                        .orElseThrow();
        assertEquals(Long.toString(ProcessHandle.current().pid()), stopped.message());
        assertEquals(1, stops.get());
        hosted.close();
        TerminalFrame.Ended ended = one.ended();
        assertEquals("the node was ended by peerlink stop", ended.message());
        assertFalse(ended.goesOn());
    }

    @Test
    void aTerminalWithoutUtf8GetsSignsThatItHas() throws Exception {
        LocalRequest.Attach request = request(new NodeOptions(), "", "US-ASCII");
        Terminal one = new Terminal(LocalClient.attach(profile, () -> request).orElseThrow(), true);
        one.await("/help");
        one.type("/chat bob\r");
        one.await("alice->bob (away)> ");
    }

    @Test
    void theStatusListsTheTerminals() throws Exception {
        attach();
        List<String> lines = new ArrayList<>();
        LocalClient.ask(profile, new LocalRequest.Status(new NodeOptions(), true), lines::add);
        String status = lines.getFirst();
        assertTrue(
                status.startsWith(
                        "{\"running\":true,\"name\":\"alice\",\"id\":\"%s\",\"version\":\"%s\",\"pid\":%d,\"purpose\":\"daemon\","
                                .formatted(
                                        node.self().id(),
                                        Version.text(),
                                        ProcessHandle.current().pid())),
                status);
        assertEquals(List.of(), PrintedJson.problems("node", JsonMapper.shared().readTree(status)));
        assertTrue(status.contains("\"chats\":[{\"pid\":" + ProcessHandle.current().pid()), status);
    }
}
