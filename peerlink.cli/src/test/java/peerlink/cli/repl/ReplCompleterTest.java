package peerlink.cli.repl;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peerlink.api.Command;
import peerlink.api.Completion;
import peerlink.api.Console;
import peerlink.api.Peer;
import peerlink.api.PeerId;
import peerlink.api.PeerName;
import peerlink.cli.terminal.Suggestion;

class ReplCompleterTest {
    @TempDir Path folder;
    private ReplCompleter completer;
    private Map<PeerId, Integer> unread = Map.of();

    @BeforeEach
    void makeCompleter() {
        List<ReplCommand> commands =
                List.of(
                        command("chat", new Completion.Peers()),
                        command("clear", new Completion.Nothing()),
                        command("send", new Completion.Files()),
                        command("set", new Completion.Words(List.of("on", "off"))));
        completer =
                new ReplCompleter(
                        () -> commands,
                        _ -> List.of(peer("bob"), peer("bill")),
                        () -> unread,
                        folder,
                        folder);
    }

    private static ReplCommand command(String name, Completion first) {
        return new ReplCommand(name, "does " + name, "[X]", first, (_, _) -> {});
    }

    private static Peer peer(String name) {
        return new Peer(PeerId.ofKey(name.getBytes()), new PeerName(name), List.of());
    }

    private List<String> offered(String line) {
        return completer.complete(line).stream().map(Suggestion::value).toList();
    }

    @Test
    void aLoneTildeIsTheHome() {
        assertEquals(List.of("~/"), offered("/send ~"));
    }

    @Test
    void commandsAreCompletedWithWhatTheyDo() {
        assertEquals(List.of("/chat", "/clear"), offered("/c"));
        assertEquals("does chat", completer.complete("/ch").getFirst().description());
    }

    @Test
    void peersAreCompletedAfterACommandAndAfterAnAtSign() {
        assertEquals(List.of("bob", "bill"), offered("/chat b"));
        assertEquals(List.of("bob"), offered("/chat bo"));
        assertEquals(List.of("@bob"), offered("@bo"));
    }

    @Test
    void peersOfWhomSomethingIsUnreadComeFirstWithItsNumber() {
        unread = Map.of(peer("bill").id(), 2);
        List<Suggestion> offered = completer.complete("/chat ");
        assertEquals(List.of("bill", "bob"), offered.stream().map(Suggestion::value).toList());
        assertEquals(
                peer("bill").id().shortForm() + "  2 unread", offered.getFirst().description());
        assertEquals(peer("bob").id().shortForm(), offered.getLast().description());
    }

    @Test
    void aCommandOffersItsWords() {
        assertEquals(List.of("on", "off"), offered("/set "));
        assertEquals(List.of(), offered("/set on "));
    }

    @Test
    void aCommandThatTakesItsArgumentsAsTypedSeesTheWordsBetweenBlanks() {
        completer =
                new ReplCompleter(
                        () -> List.of(new Say()),
                        _ -> List.of(peer("bob")),
                        Map::of,
                        folder,
                        folder);
        assertEquals(List.of("it's"), offered("/say don't it"));
        assertEquals(List.of("it's"), offered("  /say it'"));
        assertEquals("it's", completer.words("/say don't it").typed("it's"));
        assertEquals(List.of("@bob"), offered(" @b"));
    }

    private static final class Say implements Command {
        @Override
        public String name() {
            return "say";
        }

        @Override
        public String summary() {
            return "says";
        }

        @Override
        public boolean isVerbatim() {
            return true;
        }

        @Override
        public Completion complete(List<String> arguments) {
            return new Completion.Words(List.of("it's"));
        }

        @Override
        public void run(List<String> arguments, Console console) {}
    }

    @Test
    void filesAreCompletedAndFoldersGoOn() throws Exception {
        Files.createDirectories(folder.resolve("my docs"));
        Files.createFile(folder.resolve("my docs/report.pdf"));
        Files.createFile(folder.resolve("movie.mp4"));
        Files.createFile(folder.resolve(".hidden"));
        assertEquals(List.of("movie.mp4", "my docs/"), offered("/send m"));
        assertEquals(List.of("my docs/report.pdf"), offered("/send my\\ docs/r"));
        assertEquals(List.of("~/movie.mp4"), offered("/send ~/mov"));
        assertEquals(List.of(".hidden"), offered("/send ."));
        assertEquals(false, completer.complete("/send my").getFirst().complete());
        assertEquals(List.of(), offered("/send nowhere/x"));
    }

    @Test
    void everyFileThatFitsIsOfferedHoweverManyThereAre() throws Exception {
        for (int i = 0; i < 1500; i++) {
            Files.createFile(folder.resolve("file%04d".formatted(i)));
        }
        Files.createFile(folder.resolve("zebra"));
        assertEquals(List.of("zebra"), offered("/send z"));
        assertEquals(1501, offered("/send ").size());
        assertEquals(List.of("file1234"), offered("/send file123").subList(4, 5));
    }

    @Test
    void caseCountsForNothingWhereNothingFitsAsItIsTyped() throws Exception {
        Files.createFile(folder.resolve("Report.pdf"));
        Files.createFile(folder.resolve("readme"));
        assertEquals(List.of("bob"), offered("/chat BO"));
        assertEquals(List.of("@bob"), offered("@Bo"));
        assertEquals(List.of("/chat"), offered("/CHA"));
        assertEquals(List.of("Report.pdf"), offered("/send rep"));
        assertEquals(List.of("readme"), offered("/send re"));
    }

    @Test
    void aFileWhoseNameCannotBeTypedIsNotOffered() throws Exception {
        Process made =
                new ProcessBuilder(
                                "sh",
                                "-c",
                                "touch \"$(printf 'caf\\351')\" \"$(printf 'call\\033]0;x')\" cafe")
                        .directory(folder.toFile())
                        .start();
        assertEquals(0, made.waitFor());
        try (var files = Files.list(folder)) {
            assertEquals(3, files.count());
        }
        assertEquals(List.of("cafe"), offered("/send ca"));
    }

    @Test
    void chatTextIsLeftAlone() {
        assertEquals(List.of(), offered("hello b"));
        assertEquals(List.of(), offered("//set "));
        assertEquals(List.of(), offered("/unknown b"));
    }
}
