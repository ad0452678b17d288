package peerlink.cli.repl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peerlink.api.PeerId;
import peerlink.api.PeerName;
import peerlink.cli.fixture.Profiles;
import peerlink.cli.fixture.RecordingView;
import peerlink.cli.node.ChatConfig;
import peerlink.cli.text.ChatSetting;
import peerlink.cli.text.EventLines;
import peerlink.cli.text.ShownMessages;
import peerlink.cli.text.ShownTimes;
import peerlink.core.Node;
import peerlink.core.NodeBuilder;
import peerlink.core.identity.IdentityStore;

/** Types the commands about settings, the clipboard, aliases and the user's editor. */
class WritingTest {
    @TempDir Path folder;
    private final RecordingView view = new RecordingView();
    private ChatConfig config;
    private EventLines events;
    private Node node;
    private Repl repl;

    @BeforeEach
    void start() throws Exception {
        config = Profiles.config(folder);
        node =
                new NodeBuilder(IdentityStore.loadOrCreate(folder), new PeerName("alice"))
                        .dataDirectory(folder)
                        .transports(List.of())
                        .looking()
                        .start();
        events = new EventLines(view, new ShownTimes(InstantSource.system(), () -> ZoneOffset.UTC));
        repl =
                TestChats.of(
                        new ChatParts(node, view, events, config),
                        folder,
                        () -> {
                            throw new IOException("no editor can be opened here");
                        });
    }

    @AfterEach
    void end() {
        repl.close();
        node.close();
    }

    /** Returns what a line shows, without the line itself. */
    private List<String> shown(String line) {
        view.clear();
        repl.accept(line);
        return view.lines().stream().skip(1).toList();
    }

    private void came(String from, String text) {
        events.shownMessages()
                .add(
                        new ShownMessages.Shown(
                                PeerId.ofKey(new byte[] {1}), false, from, Instant.EPOCH, text));
    }

    @Test
    void aMessageIsCopiedByNumberAndTheScreenSaysWhich() {
        came("bob", "first");
        came("carol", "two\nrows\n");
        view.takesSequences();
        assertEquals(
                List.of(
                        "copied what carol wrote (8 characters), if the terminal lets programs do so:"
                                + " two rows"),
                shown("/copy"));
        assertEquals(List.of("\033]52;c;dHdvCnJvd3M=\033\\"), view.sequences());
        shown("/copy 2");
        assertEquals("\033]52;c;Zmlyc3Q=\033\\", view.sequences().getLast());
        events.shownMessages()
                .add(
                        new ShownMessages.Shown(
                                PeerId.ofKey(new byte[] {1}),
                                true,
                                "alice",
                                Instant.EPOCH,
                                "mine"));
        assertTrue(
                shown("/copy").getFirst().startsWith("copied what you wrote (4 characters)"),
                "the writer does not read its own name");
    }

    @Test
    void whatCanNotBeCopiedIsNot() {
        assertEquals(List.of("no message has been shown in this chat yet"), shown("/copy"));
        came("bob", "x".repeat(60_000));
        assertEquals(
                List.of("not a number of a message: '2' (1, the newest, to 1)", "hint: /copy"),
                shown("/copy 2"));
        assertEquals(
                List.of("this terminal has no clipboard that a program can reach"), shown("/copy"));
        view.takesSequences();
        assertEquals(
                List.of(
                        "not copied: it is longer than the 49152 bytes that a terminal's clipboard takes"),
                shown("/copy"));
        config.settings().change(ChatSetting.CLIPBOARD, "off");
        assertEquals(List.of("ui.clipboard is off", "hint: /set ui.clipboard on"), shown("/copy"));
        assertEquals(List.of(), view.sequences());
    }

    @Test
    void settingsAreShownChangedAndKept() throws Exception {
        List<String> all = shown("/set");
        assertTrue(all.contains("ui.theme         both      the colours"), all::toString);
        assertTrue(all.stream().allMatch(row -> row.length() < 80), "a row each, on 80 columns");
        assertEquals(
                List.of("ui.theme         both      the colours (or dark, light, none)"),
                shown("/set theme"));
        assertEquals(List.of("ui.theme is dark from now on"), shown("/set theme dark"));
        assertEquals("dark", Profiles.config(folder).settings().word(ChatSetting.THEME));
        assertEquals(
                List.of(
                        "not a word for ui.theme: 'pink' (one of both, dark, light, none)",
                        "hint: /set ui.theme both"),
                shown("/set theme pink"));
    }

    @Test
    void anAliasStandsForItsLineAndIsKept() throws Exception {
        assertEquals(List.of("/p stands for /peers"), shown("/alias p /peers"));
        assertEquals(List.of("/p  /peers"), shown("/alias"));
        assertEquals(shown("/peers all"), shown("/p all"));
        assertEquals("/peers", Profiles.config(folder).aliases().get("p"));
        assertEquals(List.of("/p is no alias any more"), shown("/unalias p"));
        assertTrue(shown("/p").getFirst().startsWith("no command /p"));
    }

    @Test
    void anAliasThatMakesNoSenseIsNone() {
        for (String line :
                List.of(
                        "/alias quit /peers",
                        "/alias A /peers",
                        "/alias b peers",
                        "/alias b",
                        "/alias b //peers")) {
            List<String> shown = shown(line);
            assertTrue(shown.getLast().startsWith("hint: /alias "), shown::toString);
        }
        assertEquals(List.of("no alias 'b'", "hint: /alias"), shown("/unalias b"));
        assertEquals(java.util.Map.of(), config.aliases());
    }

    @Test
    void anAliasOfItselfEnds() throws Exception {
        config.saveAlias("p", "/p");
        assertTrue(shown("/p").getFirst().startsWith("no command /p"));
    }

    @Test
    void anEditorThatIsNotThereIsSaidSo() {
        assertEquals(List.of("no editor can be opened here"), shown("/edit"));
    }

    @Test
    void linesWithWordsForSomebodyAreNoCommandsToKeep() throws Exception {
        config.saveAlias("m", "/msg bob");
        config.saveAlias("p", "/peers");
        KnownCommands known =
                new KnownCommands(repl.calls()::all, new Aliases(config, repl.calls()::all));
        for (String kept : List.of("/peers all", " /chat bob", "/p all", "/set ui.theme dark")) {
            assertTrue(known.isWithoutMessage(kept), kept);
        }
        for (String lost :
                List.of(
                        "hello",
                        "@bob hello",
                        "//peers",
                        "/msg bob hello",
                        "/m hello",
                        "/answer secret",
                        "/peesr secret",
                        "/")) {
            assertFalse(known.isWithoutMessage(lost), lost);
        }
        assertEquals(0, known.endOfUnknown("/pee"));
        assertEquals(5, known.endOfUnknown(" /pex bob"));
        assertEquals(4, known.endOfUnknown("/pee bob"));
        assertEquals(0, known.endOfUnknown("/m bob"));
        assertEquals(0, known.endOfUnknown("//pex"));
        assertEquals("t", known.rest("/unblock".substring(0, 0) + "/qui"));
        assertEquals("", known.rest("/un"));
    }
}
