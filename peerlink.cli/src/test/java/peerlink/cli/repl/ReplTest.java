package peerlink.cli.repl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import peerlink.api.Address;
import peerlink.api.Command;
import peerlink.api.Completion;
import peerlink.api.Console;
import peerlink.api.Peer;
import peerlink.api.PeerId;
import peerlink.api.PeerName;
import peerlink.cli.fixture.Profiles;
import peerlink.cli.fixture.RecordingView;
import peerlink.cli.text.EventLines;
import peerlink.cli.text.ShownTimes;
import peerlink.core.Contacts;
import peerlink.core.Node;
import peerlink.core.NodeBuilder;
import peerlink.core.ProfileLastKnown;
import peerlink.core.identity.IdentityStore;
import peerlink.core.model.Invite;

/** Types lines at a node that has no contacts. */
class ReplTest {
    @TempDir Path folder;
    private final RecordingView view = new RecordingView();
    private Node node;
    private Repl repl;
    private boolean isDirect = true;

    @BeforeEach
    void start() throws Exception {
        node =
                new NodeBuilder(IdentityStore.loadOrCreate(folder), new PeerName("alice"))
                        .dataDirectory(folder)
                        .transports(List.of())
                        .direct(isDirect)
                        .looking()
                        .start();
        EventLines events =
                new EventLines(view, new ShownTimes(InstantSource.system(), () -> ZoneOffset.UTC));
        repl =
                TestChats.of(
                        new ChatParts(node, view, events, Profiles.config(folder)),
                        Path.of("").toAbsolutePath(),
                        () -> {});
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
    void lastKnownPeersAreShownAsSuch() throws Exception {
        for (int i = 0; i < 12; i++) {
            PeerId id = PeerId.ofKey(new byte[] {(byte) i});
            Peer peer =
                    new Peer(
                            id,
                            new PeerName("bob" + i),
                            List.of(Address.parse("tls://192.0.2.1:7001")));
            ProfileLastKnown.keep(folder, List.of(peer));
        }
        repl.close();
        node.close();
        start();
        List<String> few = shown("/peers");
        assertTrue(few.get(2).startsWith("bob11 "), few::toString);
        assertTrue(
                few.get(2)
                        .matches(".*  192\\.0\\.2\\.1:7001  \\(last known [0-9-]{10} [0-9:]{5}\\)"),
                few::toString);
        assertEquals("and 2 more that were there before: /peers all", few.getLast());
        assertTrue(shown("/peers all").getLast().startsWith("bob0 "));
        assertEquals(
                List.of("alice> /peers some", "/peers takes no some", "hint: /peers all"),
                shown("/peers some"));
        List<String> status = shown("/status");
        assertTrue(status.contains("others     0 online, 12 last known"), status::toString);
        assertTrue(
                status.contains(
                        "visible    public: to everyone whom a registry lists peers to, if it lists any"),
                status::toString);
    }

    @Test
    void aPluginsCommandIsToldOfTheOpenChat() {
        Peer bob = new Peer(PeerId.ofKey(new byte[] {1}), new PeerName("bob"), List.of());
        ReplCommand asking =
                ReplCommand.plain(
                        "to",
                        "",
                        (_, console) ->
                                console.print(
                                        console.peer().map(p -> p.name().text()).orElse("nobody")));
        repl.calls().runPlugin(asking, "", "/to");
        repl.open().to(bob);
        repl.calls().runPlugin(asking, "", "/to");
        assertEquals(List.of("nobody", "bob"), view.lines());
    }

    @Test
    void aNodeThatNobodyReachesSaysSoInPlaceOfAnInvite() throws Exception {
        assertEquals(
                List.of(
                        "alice> /invite",
                        "this node listens nowhere that an invite could name",
                        "hint: /doctor"),
                shown("/invite"));
        assertTrue(shown("/status").contains("direct     true"));
        repl.close();
        node.close();
        isDirect = false;
        start();
        assertEquals(
                List.of(
                        "alice> /invite",
                        "direct is false and no relay is known, so nobody can open a link to you",
                        "on a machine that all reach, the following prints the --relay to start with:",
                        "  peerlink relay --listen 0.0.0.0:7779",
                        "this node listens nowhere that an invite could name",
                        "hint: /doctor"),
                shown("/invite"));
        assertTrue(
                shown("/status")
                        .contains(
                                "direct     false, and no relay is known: nobody can open a link to you"));
    }

    @Test
    void everyOwnCommandIsReservedAndListedByHelp() {
        List<String> names = repl.calls().all().stream().map(Command::name).toList();
        assertEquals(new TreeSet<>(BuiltInCommands.reserved()), new TreeSet<>(names));
        String help = shown("/help").getLast().replace('\n', ' ');
        names.forEach(name -> assertTrue(help.contains(" /" + name + " "), name));
    }

    @Test
    void helpFitsOnAScreenAndHasExamplesForEachCommandThatAreItsOwn() {
        List<String> all = shown("/help").getLast().lines().toList();
        assertTrue(all.size() <= 20, all::toString);
        assertTrue(all.stream().allMatch(row -> row.length() < 80), all::toString);
        for (String name : BuiltInCommands.reserved()) {
            assertNotEquals(CommandGroup.PLUGINS, CommandGroup.of(name), name);
            List<CommandExamples.Example> examples = CommandExamples.of(name);
            assertFalse(examples.isEmpty(), name);
            for (CommandExamples.Example example : examples) {
                assertTrue(example.line().matches("(/" + name + "|@bob|/b)( .*)?"), example::line);
            }
            String more = shown("/help " + name).getLast();
            assertTrue(more.startsWith("/" + name), more);
            assertTrue(more.contains("\n  " + examples.getFirst().line() + "  "), more);
            assertTrue(more.lines().allMatch(row -> row.length() < 80), more);
        }
        assertEquals("hint: /help chat", shown("/help chatt").getLast());
    }

    @Test
    void aLineWithoutAChatIsNotSentAndSaysHow() {
        assertEquals(
                List.of(
                        "alice> hello",
                        "not sent: no chat is open",
                        "hint: nobody is listed; /chat with an exact name or id may find somebody, and others find you by /invite"),
                shown("hello"));
    }

    @Test
    void acceptListsNobodyAndNeedsARequest() {
        assertEquals(List.of("alice> /accept", "no requests wait"), shown("/accept"));
        assertEquals(
                List.of("alice> /accept bob", "no request of 'bob' waits", "hint: /accept"),
                shown("/accept bob"));
        assertEquals("hint: /accept a", shown("/accept a b").getLast());
    }

    @Test
    void anUnknownCommandGetsTheNearestName() {
        assertEquals(
                List.of("alice> /pears", "no command /pears; nothing was sent", "hint: /peers"),
                shown("/pears"));
        assertEquals("hint: /help", shown("/frobnicate").getLast());
    }

    @Test
    void aMissingArgumentIsNamed() {
        assertEquals(
                List.of("alice> /block", "/block needs PEER", "hint: /peers"), shown("/block"));
        assertEquals(
                List.of("alice> /why", "/why needs a peer, or an open chat", "hint: /peers"),
                shown("/why"));
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
    void aQuestionOfACommandIsAnsweredByALineOfItsOwn() throws Exception {
        assertEquals("no command asks anything", shown("/answer yes").get(1));
        view.clear();
        Thread command =
                Thread.ofVirtual()
                        .start(
                                () ->
                                        repl.calls()
                                                .runPlugin(
                                                        new ReplCommand(
                                                                "frob",
                                                                "",
                                                                "",
                                                                new Completion.Nothing(),
                                                                (_, console) ->
                                                                        console.print(
                                                                                "got "
                                                                                        + console
                                                                                                .ask(
                                                                                                        "sure?"))),
                                                        "",
                                                        "/frob"));
        while (view.lines().isEmpty()) {
            assertTrue(command.isAlive());
            Thread.onSpinWait();
        }
        assertEquals(List.of("/frob asks: sure?  (/answer TEXT)"), view.lines());
        repl.accept("/answer yes it's");
        assertTrue(command.join(Duration.ofSeconds(10)));
        assertEquals("got Optional[yes it's]", view.lines().getLast());
    }

    @Test
    void theNewestCommandThatRunsIsCancelled() throws Exception {
        RunningCommands running = new RunningCommands();
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        running.start(
                "slow",
                () -> {
                    try {
                        begun.countDown();
                        new CountDownLatch(1).await();
                    } catch (InterruptedException e) {
                        interrupted.countDown();
                    }
                });
        begun.await();
        assertEquals(Optional.of("slow"), running.cancelNewest());
        assertTrue(interrupted.await(10, TimeUnit.SECONDS));
        assertEquals(Optional.empty(), running.cancelNewest());
    }

    @Test
    void anErrorOfAPluginsCommandIsOneLine() {
        repl.calls()
                .runPlugin(
                        new ReplCommand(
                                "frob",
                                "",
                                "",
                                new Completion.Nothing(),
                                (_, _) -> {
                                    throw new NoClassDefFoundError("org/example/Missing");
                                }),
                        "",
                        "/frob");
        assertEquals(List.of("/frob failed: org/example/Missing"), view.lines());
    }

    @Test
    void aCommandGetsItsArgumentsAsTypedIfItSaysSo() {
        List<String> typed =
                List.of(
                        "don't",
                        "  two  blanks ",
                        "C:\\temp",
                        "\"a\" 'b",
                        "* ~ $HOME !! ${x} %s {0}");
        for (String text : typed) {
            view.clear();
            repl.calls().runPlugin(new Echo(true), text, "/echo " + text);
            assertEquals(List.of("1: " + text), view.lines());
        }
        view.clear();
        repl.calls().runPlugin(new Echo(true), "  ", "/echo");
        repl.calls().runPlugin(new Echo(false), " a\\ b \"c d\" e", "/echo");
        assertEquals(List.of("0: ", "3: a b|c d|e"), view.lines());
    }

    private record Echo(boolean isVerbatim) implements Command {
        @Override
        public String name() {
            return "echo";
        }

        @Override
        public String summary() {
            return "says it again";
        }

        @Override
        public void run(List<String> arguments, Console console) {
            console.print(arguments.size() + ": " + String.join("|", arguments));
        }
    }

    @Test
    void blanksBeforeACommandDoNotMakeAMessageOfIt() {
        assertEquals(
                List.of("alice>   /pears", "no command /pears; nothing was sent"),
                shown("  /pears").subList(0, 2));
        assertEquals("nothing to send", shown("/msg").get(1));
        assertEquals("nothing to send", shown("/msg bob  ").get(1));
        assertTrue(shown("/msg bob hi").get(1).contains("'bob'"));
    }

    @Test
    void aContactIsRenamedBlockedAndForgotten() throws Exception {
        connectTo("bob", 1);
        connectTo("carol", 2);
        String bob = PeerId.ofKey(new byte[] {1}).shortForm();
        assertEquals("bob              " + bob + "  verified", shown("/trust bob").getLast());
        shown("/chat bob");
        assertEquals(
                "dad              " + bob + "  verified    calls itself bob",
                shown("/rename bob dad").getLast());
        assertTrue(repl.open().prompt().endsWith("dad> "), repl.open().prompt());
        assertEquals(
                List.of(
                        "the name dad is taken by " + bob,
                        "hint: choose another name; those in use:",
                        "hint: /contacts"),
                shown("/rename carol dad").subList(1, 4));
        assertTrue(
                shown("/rename dad d/d").get(1).startsWith("not a name: 'd/d' (1 to 32 letters"));
        assertEquals("/rename needs PEER NAME", shown("/rename dad").get(1));
        shown("/block carol");
        assertEquals(
                List.of("carol is blocked", "hint: /unblock carol"),
                shown("/trust carol").subList(1, 3));
        shown("/block dad");
        shown("/unblock carol");
        assertEquals(
                List.of("carol", "dad"),
                shown("/contacts").getLast().lines().map(row -> row.split(" ")[0]).toList());
        assertEquals("forgot dad (" + bob + ")", shown("/forget dad").getLast());
        assertEquals(1, node.contacts().all().size());
        assertEquals("hint: /contacts", shown("/forget dad").getLast());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    /chat alice        | that is you                             | /peers
                    /chat ALICE        | that is you                             | /peers
                    @alice hello       | that is you                             | /peers
                    /msg alice hello   | that is you                             | /peers
                    /why alice         | that is you                             | /peers
                    /verify Alice      | that is you                             | /peers
                    /trust alice       | that is you                             | /contacts
                    /block alice       | that is you                             | /contacts
                    /chat nobody       | nobody called 'nobody' is known or online | /peers
                    @nobody x          | nobody called 'nobody' is known or online | /peers
                    /why nobody        | nobody called 'nobody' is known or online | /peers
                    /verify nobody     | nobody called 'nobody' is known or online | /peers
                    /trust nobody      | nobody called 'nobody' is known or online | /contacts
                    /rename nobody x   | nobody called 'nobody' is known or online | /contacts
                    /cancel nobody     | no message 'nobody' waits, nor one for a peer called so | /outbox
                    /chat carrol       | nobody called 'carrol' is known or online | /chat carol
                    @carrol ha carrol! | nobody called 'carrol' is known or online | @carol ha carrol!
                    /msg carrol ha     | nobody called 'carrol' is known or online | /msg carol ha
                    /why carrol        | nobody called 'carrol' is known or online | /why carol
                    """)
    void aNameOfNoPeerIsAnsweredWithALineThatWorks(String line, String error, String hint) {
        connectTo("carol", 2);
        assertEquals(List.of(error, "hint: " + hint), shown(line).subList(1, 3));
        assertFalse(shown(hint).contains(error));
    }

    @Test
    void aChatIsWithAKeyWhateverNameItHas() throws Exception {
        connectTo("carol", 1);
        connectTo("dave", 2);
        shown("/chat Carol");
        assertTrue(repl.open().prompt().endsWith("carol> "), repl.open().prompt());
        Contacts contacts = node.contacts();
        contacts.rename("carol", new PeerName("mum"));
        contacts.rename("dave", new PeerName("carol"));
        assertTrue(repl.open().prompt().endsWith("mum> "), repl.open().prompt());
        assertEquals(PeerId.ofKey(new byte[] {1}), repl.open().peer().id());
        shown("/chat carol");
        assertEquals(PeerId.ofKey(new byte[] {2}), repl.open().peer().id());
        contacts.forget("carol");
        contacts.rename("mum", new PeerName("carol"));
        assertEquals(PeerId.ofKey(new byte[] {2}), repl.open().peer().id());
        assertFalse(repl.open().prompt().endsWith("carol> "), repl.open().prompt());
    }

    @Test
    void whyOpensNoLinkButTellsWhereToOne() {
        connectTo("bob", 1);
        String report = String.join("\n", shown("/why bob"));
        // an attempt of /connect may be told behind it
        assertTrue(
                report.startsWith(
                        """
                        alice> /why bob
                        bob  %s  verified
                        link       none is open; the first message opens one
                        """
                                .formatted(PeerId.ofKey(new byte[] {1}).shortForm())),
                report);
        assertTrue(report.contains("\nbecause    no registry is used"), report);
        assertTrue(report.contains("\naddress    127.0.0.1:1"), report);
        assertFalse(report.contains("linked"), report);
    }

    private void connectTo(String name, int key) {
        Invite invite =
                new Invite(
                        new PeerName(name),
                        List.of(Address.parse("tls://127.0.0.1:1")),
                        PeerId.ofKey(new byte[] {(byte) key}));
        shown("/connect " + invite);
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
