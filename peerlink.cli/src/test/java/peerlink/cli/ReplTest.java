package peerlink.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peerlink.api.Address;
import peerlink.api.Command;
import peerlink.api.Completion;
import peerlink.api.Peer;
import peerlink.api.PeerId;
import peerlink.api.PeerName;
import peerlink.core.IdentityStore;
import peerlink.core.Invite;
import peerlink.core.Node;

/** What lines do, at a node that knows nobody. */
class ReplTest {
    @TempDir Path folder;
    private final RecordingView view = new RecordingView();
    private Node node;
    private Repl repl;

    @BeforeEach
    void start() throws Exception {
        node =
                Node.builder(IdentityStore.loadOrCreate(folder), new PeerName("alice"))
                        .dataDirectory(folder)
                        .transports(List.of())
                        .hidden()
                        .start();
        EventLines events = new EventLines(view, InstantSource.system(), ZoneOffset.UTC);
        repl = new Repl(node, view, events);
    }

    @AfterEach
    void end() {
        repl.close();
        node.close();
    }

    private List<String> shown(String line) {
        view.clear();
        repl.accept(line);
        return view.lines();
    }

    @Test
    void everyOwnCommandIsReservedAndListedByHelp() {
        List<String> names = repl.commands().stream().map(Command::name).toList();
        assertTrue(new TreeSet<>(Repl.reserved()).containsAll(names), names::toString);
        String help = shown("/help").getLast();
        names.forEach(name -> assertTrue(help.contains("\n  /" + name + " "), name));
    }

    @Test
    void aLineWithoutAChatIsNotSentAndSaysHow() {
        assertEquals(
                List.of(
                        "alice> hello",
                        "not sent: no chat is open",
                        "hint: nobody is listed; /chat NAME still finds who is registered"),
                shown("hello"));
    }

    @Test
    void acceptListsNobodyAndNeedsARequest() {
        assertEquals(List.of("alice> /accept", "no requests wait"), shown("/accept"));
        assertEquals(
                List.of("alice> /accept bob", "no request of 'bob' waits"), shown("/accept bob"));
        assertEquals("hint: /accept a", shown("/accept a b").getLast());
    }

    @Test
    void anUnknownCommandGetsTheNearestName() {
        assertEquals(
                List.of(
                        "alice> /pears",
                        "no command /pears; nothing was sent",
                        "hint: did you mean /peers?"),
                shown("/pears"));
        assertTrue(shown("/frobnicate").getLast().contains("/help lists all"));
    }

    @Test
    void whatACommandLacksIsSaid() {
        assertEquals(List.of("alice> /why", "/why needs PEER", "hint: /why PEER"), shown("/why"));
        assertEquals("/quit takes no arguments", shown("/quit now").get(1));
        assertFalse(repl.ended());
        assertEquals("nothing to send", shown("@bob").get(1));
    }

    @Test
    void anInviteThatIsNoneIsAnErrorThatNamesIt() {
        List<String> lines = shown("/connect http://example.org");
        assertTrue(lines.get(1).startsWith("not an invite: 'http://example.org'"), lines::toString);
    }

    @Test
    void anErrorOfAPluginsCommandIsOneLine() {
        repl.runPlugin(
                new BuiltIn(
                        "frob",
                        "",
                        "",
                        new Completion.Nothing(),
                        (_, _) -> {
                            throw new NoClassDefFoundError("org/example/Missing");
                        }),
                "");
        assertEquals(List.of("/frob failed: org/example/Missing"), view.lines());
    }

    @Test
    void aContactIsForgotten() throws Exception {
        Peer bob =
                new Peer(
                        PeerId.ofKey(new byte[] {1}),
                        new PeerName("bob"),
                        List.of(Address.parse("tls://127.0.0.1:1")));
        shown("/connect " + new Invite(bob.name(), bob.addresses(), bob.id()));
        assertEquals(1, node.contacts().size());
        assertTrue(shown("/verify bob").getLast().contains("/trust bob"));
        String keys = shown("/verify bob").getLast().replace(" ", "");
        assertTrue(keys.contains("alice" + node.self().id() + "\nbob" + bob.id()), keys);
        assertEquals("forgot bob", shown("/forget bob").getLast());
        assertEquals(List.of(), node.contacts());
    }

    @Test
    void quitEnds() {
        shown("/quit");
        assertTrue(repl.ended());
    }

    @Test
    void blankLinesDoNothing() {
        assertEquals(List.of(), shown("   "));
    }
}
