package peerlink.cli.repl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import peerlink.api.Bytes;
import peerlink.api.History;
import peerlink.api.HistoryLine;
import peerlink.api.Message;
import peerlink.api.Peer;
import peerlink.api.PeerId;
import peerlink.api.PeerName;
import peerlink.cli.fixture.Profiles;
import peerlink.cli.fixture.RecordingView;
import peerlink.cli.node.ChatConfig;
import peerlink.cli.terminal.Keyboard;
import peerlink.cli.text.ChatSetting;
import peerlink.cli.text.EventLines;
import peerlink.cli.text.ShownTimes;
import peerlink.core.Node;
import peerlink.core.NodeBuilder;
import peerlink.core.identity.IdentityStore;
import peerlink.core.model.NodeEvent;
import peerlink.core.model.NodeEvent.MessageArrived;
import peerlink.core.model.Trust;

/** Turns to conversations while messages of several peers arrive. */
@Timeout(60)
class ConversationsTest {
    private static final Instant NOON = Instant.parse("2026-01-02T12:00:00Z");
    private static final Peer BOB = peer(1, "bob");
    private static final Peer CAROL = peer(2, "carol");
    private static final Peer DAVE = peer(3, "dave");

    @TempDir Path folder;
    private final RecordingView view = new RecordingView();
    private final AtomicInteger ids = new AtomicInteger();
    private Optional<History> history = Optional.empty();
    private ChatConfig config;
    private Node node;
    private ChatMemory shared;
    private UnreadMessages unread;
    private EventLines events;
    private Repl repl;

    private static Peer peer(int key, String name) {
        return new Peer(PeerId.ofKey(new byte[] {(byte) key}), new PeerName(name), List.of());
    }

    @BeforeEach
    void start() throws Exception {
        config = Profiles.config(folder);
        // so that each message is told of in a line of its own, whatever status line there is
        config.settings().change(ChatSetting.OTHERS, "line");
        node =
                new NodeBuilder(IdentityStore.loadOrCreate(folder), new PeerName("alice"))
                        .dataDirectory(folder)
                        .transports(List.of())
                        .looking()
                        .start();
        ChatMemory memory = new ChatMemory(folder, node.self().id());
        shared = memory;
        unread = memory.unread();
        repl = chat(view, memory);
    }

    private Repl chat(RecordingView on, ChatMemory memory) {
        return chat(on, memory, TestChats.PLACE);
    }

    private Repl chat(RecordingView on, ChatMemory memory, Drafts.Place place) {
        InstantSource clock = () -> NOON;
        EventLines lines = new EventLines(on, new ShownTimes(clock, () -> ZoneOffset.UTC));
        events = lines;
        ChatParts parts = new ChatParts(node, on, lines, config);
        return new Repl(
                parts,
                TestChats.conversations(parts, memory, () -> history, clock, place),
                folder,
                () -> {},
                (_, _) -> {});
    }

    @AfterEach
    void end() {
        repl.close();
        node.close();
    }

    private MessageArrived message(Peer from, String text) {
        return new MessageArrived(
                new Message(
                        "m" + ids.incrementAndGet(),
                        from.id(),
                        node.self().id(),
                        Message.TEXT,
                        Bytes.utf8(text),
                        NOON),
                from,
                from.name(),
                Trust.UNVERIFIED,
                NOON,
                false);
    }

    /** Opens a conversation, and waits until its beginning is shown. */
    private static void opens(Repl chat, Peer peer) {
        chat.open().to(peer);
        while (chat.conversations().isOpening()) {
            Thread.onSpinWait();
        }
    }

    private void arrives(Peer from, String text) {
        repl.conversations().accept(message(from, text));
    }

    /** Types a line, and waits for one that it shows. */
    private void typed(String line, String shown) throws Exception {
        typed(repl, line, shown);
    }

    private void typed(Repl chat, String line, String shown) throws Exception {
        view.clear();
        chat.accept(line);
        view.await(shown::equals);
    }

    private List<String> waiting() {
        return repl.conversations().list().unread().stream()
                .map(one -> one.number() + " " + one.peer().name() + " " + one.messages())
                .toList();
    }

    /**
     * Waits until so many peers have unread messages: a message counts as read once it is shown.
     */
    private static void awaitWaiting(UnreadMessages messages, int peers) {
        while (messages.waiting().size() != peers) {
            Thread.onSpinWait();
        }
    }

    @Test
    void othersMessagesWaitUntilTheirConversationIsOpened() throws Exception {
        arrives(CAROL, "with no chat open");
        assertEquals(List.of("12:00 carol: with no chat open"), view.lines());
        opens(repl, BOB);
        view.clear();
        arrives(CAROL, "one");
        arrives(CAROL, "two\nrows");
        arrives(DAVE, "three");
        arrives(BOB, "mine");
        view.await("12:00 bob: mine"::equals);
        assertEquals(
                List.of(
                        "· carol (1 unread): one",
                        "· carol (2 unread): two rows",
                        "· dave (1 unread): three",
                        "12:00 bob: mine"),
                view.lines());
        awaitWaiting(unread, 2);
        assertEquals(List.of("1 carol 2", "3 dave 1"), waiting());
        typed("/next", "12:00 carol:\n      two\n      rows");
        assertEquals(
                List.of(
                        "alice→bob?> /next",
                        "· new since 12:00",
                        "12:00 carol: one",
                        "12:00 carol:\n      two\n      rows"),
                view.lines(),
                "and what was shown with no chat open is not shown again");
        awaitWaiting(unread, 1);
        typed("/next", "12:00 dave: three");
        awaitWaiting(unread, 0);
        typed("/next", "· nothing is unread");
        assertEquals("alice→dave?> ", repl.open().prompt());
    }

    @Test
    void messagesOfOthersAreShownAsTheSettingSays() throws Exception {
        opens(repl, BOB);
        config.settings().change(ChatSetting.OTHERS, "full");
        arrives(CAROL, "whole");
        assertEquals(List.of("12:00 carol: whole"), view.lines());
        assertEquals(List.of(), waiting());
        config.settings().change(ChatSetting.OTHERS, "count");
        view.clear();
        arrives(CAROL, "counted");
        arrives(CAROL, "counted too");
        assertEquals(List.of("2 carol 2"), waiting());
        assertTrue(
                view.lines().stream().noneMatch(line -> line.contains("counted")),
                view.lines()::toString);
        repl.accept("/close");
        arrives(DAVE, "no chat is open");
        assertEquals("12:00 dave: no chat is open", view.lines().getLast());
        assertEquals(List.of("2 carol 2"), waiting());
    }

    @Test
    void aConversationIsOpenedByNumberAndTheOneBeforeByAHyphen() throws Exception {
        opens(repl, BOB);
        opens(repl, CAROL);
        repl.accept("/chat 1");
        assertEquals("alice→bob?> ", repl.open().prompt());
        repl.accept("/chat -");
        assertEquals("alice→carol?> ", repl.open().prompt());
        typed("/chat", "  1  bob\n  2  carol            open");
        repl.accept("/close");
        assertEquals("alice> ", repl.open().prompt());
        typed("/chat", "  1  bob");
        opens(repl, DAVE);
        assertEquals(
                "dave", repl.conversations().list().numbered(2).name().text(), "a number is free");
    }

    @Test
    void theKeyForTheNextOneOpensWhoWroteLastWhileNoChatIsOpen() throws Exception {
        repl.open().turn(new Keyboard.Input.Turned(0, ""));
        assertEquals(List.of("· nothing is unread"), view.lines());
        arrives(CAROL, "shown, as no chat is open");
        repl.open().wrote(CAROL);
        view.clear();
        repl.open().turn(new Keyboard.Input.Turned(0, ""));
        assertEquals(List.of("· chat with carol"), view.lines());
        assertEquals("alice→carol?> ", repl.open().prompt());
        repl.open().turn(new Keyboard.Input.Turned(0, ""));
        assertEquals("· nothing is unread", view.lines().getLast());
        typed("/close", "no chat is open");
        repl.accept("/next");
        assertEquals("alice→carol?> ", repl.open().prompt());
    }

    @Test
    void aKeyTurnsAwayFromAHalfTypedLineWhichComesBack() throws Exception {
        opens(repl, BOB);
        arrives(CAROL, "one");
        view.clear();
        repl.open().turn(new Keyboard.Input.Turned(0, "half a li"));
        view.await("12:00 carol: one"::equals);
        awaitWaiting(unread, 0);
        assertEquals("· chat with carol", view.lines().getFirst());
        assertEquals("", repl.conversations().takeDraft());
        view.clear();
        repl.open().turn(new Keyboard.Input.Turned(0, "nothing"));
        repl.open().turn(new Keyboard.Input.Turned(2, "nothing"));
        repl.open().turn(new Keyboard.Input.Turned(7, "nothing"));
        assertEquals(
                List.of(
                        "· nothing is unread",
                        "no chat is open now; /chat - goes back",
                        "· no conversation has the number 7; /chat lists them"),
                view.lines());
        assertNull(repl.open().peer(), "the next line may be typed already");
        repl.open().turn(new Keyboard.Input.Turned(2, ""));
        assertEquals("nothing", repl.conversations().takeDraft());
        repl.open().turn(new Keyboard.Input.Turned(1, ""));
        assertEquals("half a li", repl.conversations().takeDraft());
    }

    @Test
    void aChatThatCanNotBeOpenedLeavesNoneOpenForALineThatIsTypedAlready() throws Exception {
        arrives(CAROL, "known");
        for (String line :
                List.of(
                        "/chat nobody",
                        "/chat 9",
                        "/chat bob carol",
                        "/chta carol",
                        "/nxt",
                        "/query 1")) {
            opens(repl, BOB);
            typed(line, "no chat is open now; /chat - goes back");
            assertNull(repl.open().peer());
            typed("a secret", "not sent: no chat is open");
        }
        repl.accept("/chat -");
        assertEquals("alice→bob?> ", repl.open().prompt());
        typed("/hlep", "no command /hlep; nothing was sent");
        assertEquals("alice→bob?> ", repl.open().prompt(), "it turns to nobody");
    }

    @Test
    void aConversationIsClosedByNameWhetherItIsOpenOrNot() throws Exception {
        opens(repl, BOB);
        arrives(CAROL, "one");
        assertEquals(List.of("2 carol 1"), waiting());
        node.contacts().vouch(CAROL);
        typed("/close carol", "the chat with carol is closed; that with bob is open");
        typed("/close 1", "no chat is open");
        typed("/close nobody", "no conversation with 'nobody' is there to close");
        typed("/close", "no chat is open");
    }

    @Test
    void thePromptTellsTrustAndPresence() throws Exception {
        opens(repl, BOB);
        assertEquals("alice→bob?> ", repl.open().prompt(), "nobody knows yet who is there");
        repl.open().presenceKnown();
        assertEquals("alice→bob? (away)> ", repl.open().prompt());
        events.accept(new NodeEvent.PeerAppeared(BOB));
        assertEquals("alice→bob?> ", repl.open().prompt());
        events.accept(new NodeEvent.PeerLeft(BOB));
        node.contacts().block(BOB.id().text());
        assertTrue(repl.open().prompt().endsWith(" (blocked, away)> "), repl.open().prompt());
    }

    @Test
    void aHalfTypedLineBelongsToItsConversation() {
        Conversations all = repl.conversations();
        all.draft("for nobody");
        opens(repl, BOB);
        all.draft("for bob");
        opens(repl, CAROL);
        assertEquals("", all.takeDraft());
        all.draft("for carol");
        opens(repl, BOB);
        assertEquals("for bob", all.takeDraft());
        assertEquals("", all.takeDraft());
        repl.open().to(null);
        assertEquals("for nobody", all.takeDraft());
        opens(repl, CAROL);
        assertEquals("for carol", all.takeDraft());
    }

    @Test
    void halfTypedLinesOutliveTheChatUntilAnotherOneOpensTheirConversation() throws Exception {
        opens(repl, BOB);
        repl.conversations().draft("for bob\nin \\two rows");
        try (Repl beside = chat(new RecordingView(), shared)) {
            opens(beside, BOB);
            assertEquals("", beside.conversations().takeDraft(), "it is on another terminal");
            opens(beside, CAROL);
            beside.conversations().draft("for carol");
            opens(repl, CAROL);
            assertEquals("", repl.conversations().takeDraft());
        }
        assertEquals("", repl.conversations().takeDraft(), "no line is changed by another chat");
        repl.close();
        Path file = folder.resolve(DraftFile.NAME);
        assertEquals(
                "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        try (Repl next = chat(view, new ChatMemory(folder, node.self().id()))) {
            typed(
                    next,
                    "/chat",
                    "  1  bob              a half-typed line\n  2  carol            a half-typed line");
            opens(next, CAROL);
            next.conversations().begunElsewhere();
            assertEquals("", next.conversations().takeDraft(), "its terminal has brought a line");
            opens(next, BOB);
            opens(next, CAROL);
            assertEquals("for carol", next.conversations().takeDraft());
            opens(next, BOB);
            assertEquals("for bob\nin \\two rows", next.conversations().takeDraft());
            assertTrue(Files.exists(file), "it is in the line now, whose process may be killed");
            next.conversations().typing(new TypedLine.State(Optional.of(BOB), ""));
            assertTrue(Files.notExists(file), "it is sent");
        }
    }

    @Test
    void aLineThatWasLeftWaitsWhileAnotherOneIsTyped() throws Exception {
        opens(repl, BOB);
        repl.conversations().draft("left");
        repl.close();
        try (Repl next = chat(view, shared)) {
            opens(next, BOB);
            Conversations all = next.conversations();
            all.giveBack(all.takeDraft());
            next.open().turn(new Keyboard.Input.Turned(9, "typed meanwhile"));
            opens(next, BOB);
            assertEquals("typed meanwhile", all.takeDraft());
            opens(next, CAROL);
            opens(next, BOB);
            assertEquals("left", all.takeDraft());
        }
    }

    @Test
    void halfTypedLinesAreNotOnTheDiskIfNothingTypedIsToBe() throws Exception {
        opens(repl, BOB);
        repl.conversations().draft("by the old setting");
        opens(repl, CAROL);
        config.settings().change(ChatSetting.INPUT_HISTORY, "off");
        repl.conversations().draft("secret");
        assertEquals(List.of("bob"), names(repl.conversations().ifLeft().kept()));
        assertEquals(List.of("carol"), names(repl.conversations().ifLeft().lost()));
        assertTrue(!Files.readString(folder.resolve(DraftFile.NAME)).contains("secret"));
        view.clear();
        repl.accept("/quit");
        assertTrue(!repl.ended(), "what would be lost is told first");
        assertTrue(view.lines().getLast().contains("half typed to carol"), view.lines()::toString);
        repl.accept("/quit");
        assertTrue(repl.ended());
        repl.close();
        try (Repl next = chat(view, new ChatMemory(folder, node.self().id()))) {
            assertTrue(Files.notExists(folder.resolve(DraftFile.NAME)), "nor later");
            opens(next, BOB);
            assertEquals("by the old setting", next.conversations().takeDraft());
        }
        try (Repl same = chat(new RecordingView(), shared)) {
            opens(same, CAROL);
            assertEquals("", same.conversations().takeDraft(), "the user was told that it goes");
        }
    }

    private void isTyping(Repl chat, Peer peer, String text) {
        chat.conversations().typing(new TypedLine.State(Optional.of(peer), text));
    }

    private ChatMemory afterKill() {
        return new ChatMemory(folder, node.self().id());
    }

    @Test
    void theLineBeingTypedIsADraftOnceItsProcessIsKilled() throws Exception {
        opens(repl, BOB);
        isTyping(repl, BOB, "half");
        isTyping(repl, BOB, "half a line\tof two columns");
        assertEquals(List.of(), repl.conversations().ifLeft().kept(), "it is no draft yet");
        try (Repl next = chat(view, afterKill())) {
            opens(next, BOB);
            assertEquals("half a line\tof two columns", next.conversations().takeDraft());
        }
        isTyping(repl, BOB, "");
        try (Repl next = chat(view, afterKill())) {
            opens(next, BOB);
            assertEquals("", next.conversations().takeDraft(), "it was sent");
        }
    }

    @Test
    void aDraftThatIsTypedOnIsADraftAgainOnceItsProcessIsKilled() throws Exception {
        opens(repl, BOB);
        repl.conversations().draft("begun");
        opens(repl, CAROL);
        opens(repl, BOB);
        assertEquals("begun", repl.conversations().takeDraft());
        try (Repl next = chat(view, afterKill())) {
            opens(next, BOB);
            assertEquals("begun", next.conversations().takeDraft());
        }
        isTyping(repl, BOB, "begun and ended");
        repl.open().turn(new Keyboard.Input.Turned(2, "begun and ended."));
        try (Repl next = chat(view, afterKill())) {
            opens(next, BOB);
            assertEquals("begun and ended.", next.conversations().takeDraft());
            opens(next, CAROL);
            opens(next, BOB);
            assertEquals("", next.conversations().takeDraft(), "there is one");
        }
    }

    @Test
    void aTerminalThatBringsItsLineFindsItOnceAndNoOtherTerminals() throws Exception {
        opens(repl, BOB);
        isTyping(repl, BOB, "of process 4711");
        Repl beside = chat(new RecordingView(), shared, new Drafts.Place(4712, false));
        opens(beside, CAROL);
        isTyping(beside, CAROL, "of process 4712");
        try (Repl next = chat(view, afterKill(), new Drafts.Place(4711, true))) {
            opens(next, BOB);
            next.conversations().begunElsewhere();
            assertEquals("", next.conversations().takeDraft());
            isTyping(next, BOB, "of process 4711, and more");
            opens(next, CAROL);
            assertEquals("of process 4712", next.conversations().takeDraft());
        }
        beside.close();
        repl.conversations().leaveDrafts(true);
        assertTrue(Files.readString(folder.resolve(DraftFile.NAME)).startsWith("4711\t"));
    }

    @Test
    void aLineBeingTypedIsNotOnTheDiskIfNothingTypedIsToBe() throws Exception {
        Path file = folder.resolve(DraftFile.NAME);
        opens(repl, BOB);
        isTyping(repl, BOB, "not yet a sec");
        assertTrue(Files.exists(file));
        Path aside = Files.writeString(folder.resolve(DraftFile.DAMAGED), "half a secret");
        config.settings().change(ChatSetting.INPUT_HISTORY, "off");
        isTyping(repl, BOB, "not yet a sec");
        assertTrue(Files.notExists(file));
        assertTrue(Files.notExists(aside));
        Files.writeString(file, "no row, and half a secret");
        try (Repl next = chat(view, afterKill())) {
            opens(next, BOB);
            assertTrue(Files.notExists(file));
            assertTrue(Files.notExists(aside));
        }
        isTyping(repl, BOB, "not yet a secret");
        assertTrue(Files.notExists(file));
    }

    @Test
    void aRowThatCanNotBeReadIsPutAsideAndAllOthersAreThere() throws Exception {
        Path file = folder.resolve(DraftFile.NAME);
        Path aside = folder.resolve(DraftFile.DAMAGED);
        String good = "%s\tcarol\tfor carol".formatted(CAROL.id().text());
        for (int times = 1; times <= 2; times++) {
            Files.write(
                    file,
                    ("%s\tbob\tfor bob\nno id\tdave\tlost?\n4711\t%s\tcar"
                                            .formatted(BOB.id().text(), DAVE.id().text())
                                    + "\u00ff\n"
                                    + good
                                    + "\n")
                            .getBytes(StandardCharsets.ISO_8859_1));
            ChatMemory memory = afterKill();
            assertEquals(
                    "%s\tbob\tfor bob\n%s\n".formatted(BOB.id().text(), good),
                    Files.readString(file));
            assertEquals(2 * times, Files.readAllLines(aside, StandardCharsets.ISO_8859_1).size());
            assertEquals(
                    "rw-------",
                    PosixFilePermissions.toString(Files.getPosixFilePermissions(aside)));
            try (Repl next = chat(view, memory)) {
                opens(next, BOB);
                assertEquals("for bob", next.conversations().takeDraft());
                opens(next, CAROL);
                assertEquals("for carol", next.conversations().takeDraft());
            }
        }
    }

    @Test
    void theOldestLinesLeaveWhenAllAreLongerThanThereIsRoomFor() {
        opens(repl, CAROL);
        repl.conversations().draft("for carol");
        opens(repl, BOB);
        int longest = TypedLine.LONGEST;
        for (int i = 0; i < Drafts.MOST_TEXT / longest; i++) {
            opens(repl, peer(10 + i, "p" + i));
            repl.conversations().draft("x".repeat(longest));
        }
        opens(repl, CAROL);
        assertEquals("", repl.conversations().takeDraft());
        opens(repl, peer(10, "p0"));
        assertEquals(longest, repl.conversations().takeDraft().length());
    }

    private static List<String> names(List<Peer> peers) {
        return peers.stream().map(peer -> peer.name().text()).toList();
    }

    @Test
    void messagesOfBlockedPeersMakeRoomForOthers() throws Exception {
        opens(repl, BOB);
        String half = "x".repeat(UnreadMessages.MOST_TEXT / 2);
        for (int i = 0; i < 2; i++) {
            unread.keep(
                    new MessageArrived(
                            message(CAROL, "").message(),
                            CAROL,
                            CAROL.name(),
                            Trust.UNVERIFIED,
                            NOON,
                            false,
                            half),
                    _ -> false);
        }
        assertEquals(List.of("2 carol 2"), waiting());
        node.contacts().vouch(CAROL);
        node.contacts().block(CAROL.id().text());
        arrives(DAVE, "there is room");
        assertEquals(List.of("3 dave 1"), waiting());
        assertEquals(1, unread.of(CAROL.id()).size(), "no more than needed are gone");
    }

    @Test
    void aMessageIsUnreadNowhereOnceOneChatHasShownIt() throws Exception {
        RecordingView other = new RecordingView();
        try (Repl second = chat(other, shared)) {
            opens(repl, BOB);
            opens(second, CAROL);
            MessageArrived both = message(CAROL, "first here");
            // the second chat may still be opening, and then shows what the first one keeps
            repl.conversations().accept(both);
            second.conversations().accept(both);
            other.await("12:00 carol: first here"::equals);
            awaitWaiting(unread, 0);
            MessageArrived late = message(CAROL, "here last");
            second.conversations().accept(late);
            other.await("12:00 carol: here last"::equals);
            awaitWaiting(unread, 0);
            repl.conversations().accept(late);
            assertEquals(List.of(), waiting());
        }
    }

    @Test
    void unreadMessagesOutliveTheProcess() throws Exception {
        opens(repl, BOB);
        arrives(CAROL, "one\u202etwo");
        repl.conversations()
                .accept(
                        new MessageArrived(
                                message(CAROL, "").message(),
                                peer(4, "stand-in"),
                                CAROL.name(),
                                Trust.CHANGED,
                                NOON,
                                true,
                                "by another key"));
        RecordingView later = new RecordingView();
        ChatMemory memory = new ChatMemory(folder, node.self().id());
        UnreadMessages again = memory.unread();
        try (Repl next = chat(later, memory)) {
            next.accept("/next");
            later.await("12:00 carol: one\uFFFDtwo"::equals);
            awaitWaiting(again, 1);
            next.accept("/next");
            later.await(
                    ("12:00 carol (another key: "
                                    + peer(4, "x").id().shortForm()
                                    + ")"
                                    + " (perhaps again): by another key")
                            ::equals);
            awaitWaiting(again, 0);
            next.accept("/next");
            later.await("· nothing is unread"::equals);
        }
        assertEquals(List.of(), new UnreadMessages(folder, node.self().id()).waiting());
    }

    @Test
    void aMessageThatCanNotBeKeptIsShown() throws Exception {
        Files.writeString(folder.resolve(UnreadFiles.FOLDER), "in the way");
        opens(repl, BOB);
        arrives(CAROL, "not lost");
        assertEquals(List.of("12:00 carol: not lost"), view.lines());
        assertEquals(List.of(), waiting());
    }

    @Test
    void thereIsNoEndOfUnreadMessagesButOfRoomForThem() throws Exception {
        opens(repl, BOB);
        String half = "x".repeat(UnreadMessages.MOST_TEXT / 2);
        for (int i = 0; i < 2; i++) {
            MessageArrived small = message(CAROL, "");
            repl.conversations()
                    .accept(
                            new MessageArrived(
                                    small.message(),
                                    CAROL,
                                    CAROL.name(),
                                    small.trust(),
                                    NOON,
                                    false,
                                    half));
        }
        arrives(CAROL, "one too many");
        assertEquals("12:00 carol: one too many", view.lines().getLast());
        assertEquals(List.of("2 carol 2"), waiting());
    }

    @Test
    void aFileThatIsNoMessageStaysAndHarmsNothing() throws Exception {
        opens(repl, BOB);
        arrives(CAROL, "whole");
        Path place = folder.resolve(UnreadFiles.FOLDER);
        Files.writeString(place.resolve("7"), "{\"from\":\"x\"}");
        UnreadMessages again = new UnreadMessages(folder, node.self().id());
        assertEquals(1, again.waiting().size());
        again.keep(message(DAVE, "next"), _ -> false);
        assertTrue(Files.exists(place.resolve("8")));
        assertTrue(Files.exists(place.resolve("7")));
    }

    @Test
    void whatAKilledProcessLeftHalfWrittenIsRemovedByTheNextStart() throws Exception {
        opens(repl, BOB);
        arrives(CAROL, "whole");
        Path half = folder.resolve(UnreadFiles.FOLDER).resolve("9.tmp");
        Files.writeString(half, "{");
        assertEquals(1, new UnreadMessages(folder, node.self().id()).waiting().size());
        assertTrue(Files.notExists(half));
    }

    @Test
    void aPeerThatIsCalledByANumberIsOpenedByItsIdAndNoOtherInItsPlace() {
        Peer two = peer(4, "2");
        opens(repl, CAROL);
        opens(repl, BOB);
        config.settings().change(ChatSetting.OTHERS, "count");
        arrives(two, "hello");
        assertEquals(
                "· 2 has written: /chat " + two.id().text() + ", or Alt-A", view.lines().getLast());
    }

    @Test
    void aChatThatCanNotShowItsBeginningShowsWhatComes() throws Exception {
        history = Optional.of(_ -> Arrays.asList((HistoryLine) null));
        opens(repl, BOB);
        arrives(BOB, "then");
        view.await("12:00 bob: then"::equals);
        awaitWaiting(unread, 0);
    }

    @Test
    void whatComesWhileAChatIsOpenedStandsBelowItsBeginning() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch asked = new CountDownLatch(1);
        history =
                Optional.of(
                        query -> {
                            asked.countDown();
                            try {
                                release.await();
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                            return List.of(
                                    new HistoryLine(
                                            BOB.id(),
                                            BOB.name(),
                                            false,
                                            NOON.minus(Duration.ofMinutes(1)),
                                            Optional.empty(),
                                            "before"));
                        });
        repl.open().to(BOB);
        asked.await();
        arrives(BOB, "meanwhile");
        assertEquals(List.of(), view.lines());
        release.countDown();
        view.await("12:00 bob: meanwhile"::equals);
        arrives(BOB, "then");
        view.await("12:00 bob: then"::equals);
        assertEquals(
                List.of("11:59 bob: before", "12:00 bob: meanwhile", "12:00 bob: then"),
                view.lines());
        awaitWaiting(unread, 0);
    }

    @Test
    void noMessageIsLostBetweenTwoConversations() throws Exception {
        repl.open().to(BOB);
        Thread sender =
                Thread.ofVirtual()
                        .start(() -> IntStream.range(0, 60).forEach(i -> arrives(CAROL, "n" + i)));
        for (int i = 0; i < 30; i++) {
            repl.open().to(i % 2 == 0 ? CAROL : BOB);
        }
        assertTrue(sender.join(Duration.ofSeconds(30)));
        repl.open().to(CAROL);
        for (int i = 0; i < 60; i++) {
            view.await(("12:00 carol: n" + i)::equals);
        }
        awaitWaiting(unread, 0);
        try (Stream<Path> files = Files.list(folder.resolve(UnreadFiles.FOLDER))) {
            assertEquals(List.of(), files.toList());
        }
    }
}
