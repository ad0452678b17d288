package peerlink.cli.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import peerlink.api.Address;
import peerlink.api.Bytes;
import peerlink.api.Message;
import peerlink.api.Peer;
import peerlink.api.PeerId;
import peerlink.api.PeerName;
import peerlink.cli.fixture.RecordingView;
import peerlink.cli.node.NodeOptions;
import peerlink.core.model.ContactRequest;
import peerlink.core.model.NodeEvent;
import peerlink.core.model.Trust;

class EventLinesTest {
    private static final Instant NOW = Instant.parse("2026-01-02T13:05:00Z");
    private static final Peer BOB =
            new Peer(PeerId.ofKey(new byte[] {1}), new PeerName("bob"), List.of());

    private final RecordingView view = new RecordingView();
    private final EventLines events =
            new EventLines(view, new ShownTimes(InstantSource.fixed(NOW), () -> ZoneOffset.UTC));

    private static NodeEvent message(String text, Trust trust) {
        return new NodeEvent.MessageArrived(
                new Message("1", BOB.id(), BOB.id(), Message.TEXT, Bytes.utf8(text), NOW),
                trust == Trust.CHANGED
                        ? new Peer(BOB.id(), new PeerName("stand-in"), List.of())
                        : BOB,
                BOB.name(),
                trust,
                NOW,
                false);
    }

    @Test
    void aMessageStandsWithTimeAndName() {
        events.accept(message("hello", Trust.UNVERIFIED));
        assertEquals(List.of("13:05 bob: hello"), view.lines());
    }

    @Test
    void aPluginThatFailedIsNamedWithItsDeedAndWhatToDo() {
        events.accept(new NodeEvent.PluginFailed("dice", "IllegalStateException: no table"));
        events.accept(new NodeEvent.PluginFailed("dice", "the name 'dice' is taken by a.jar: x"));
        events.accept(new NodeEvent.PluginFailed("dice", "set aside, as it is slow; repair it"));
        assertEquals(
                List.of(
                        "the plugin dice failed: IllegalStateException: no table; without it: /plugins disable dice",
                        "the plugin dice failed: the name 'dice' is taken by a.jar: x",
                        "the plugin dice failed: set aside, as it is slow; repair it"),
                view.lines());
    }

    private static NodeEvent written(Instant at) {
        return written(at, NOW);
    }

    private static NodeEvent written(Instant at, Instant receivedAt) {
        return new NodeEvent.MessageArrived(
                new Message("1", BOB.id(), BOB.id(), Message.TEXT, Bytes.utf8("hello"), at),
                BOB,
                BOB.name(),
                Trust.VERIFIED,
                receivedAt,
                false);
    }

    @Test
    void aMessageThatWasLongOnItsWayTellsWhenItWasWritten() {
        events.accept(written(NOW.minus(Duration.ofHours(3))));
        events.accept(written(NOW.minus(Duration.ofHours(15))));
        assertEquals(
                List.of(
                        "13:05 bob (written 3 h ago, 10:05): hello",
                        "13:05 bob (written 15 h ago, 2026-01-01 22:05): hello"),
                view.lines());
    }

    @Test
    void aMessageIsDatedByItsArrivalWheneverItIsShown() {
        Instant before = NOW.minus(Duration.ofHours(2));
        events.accept(written(before, before));
        events.accept(written(before, NOW.minus(Duration.ofDays(1))));
        assertEquals(List.of("11:05 bob: hello", "2026-01-01 13:05 bob: hello"), view.lines());
    }

    @Test
    void aRequestThatWasLongOnItsWayTellsSoToo() {
        Instant before = NOW.minus(Duration.ofHours(3));
        Message message =
                new Message("1", BOB.id(), BOB.id(), Message.TEXT, Bytes.utf8("hello"), before);
        events.accept(
                new NodeEvent.RequestArrived(
                        new ContactRequest(message, BOB.name(), BOB.name(), NOW)));
        assertTrue(
                view.lines()
                        .getFirst()
                        .contains(
                                "would like to write to you (written 3 h ago, 10:05):\n      hello"),
                () -> view.lines().getFirst());
    }

    @Test
    void theDayIsToldWhereItChanges() {
        AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-07-31T23:59:30Z"));
        EventLines overnight = new EventLines(view, new ShownTimes(now::get, () -> ZoneOffset.UTC));
        overnight.accept(written(now.get(), now.get()));
        now.set(Instant.parse("2026-08-01T00:00:10Z"));
        overnight.accept(written(now.get(), now.get()));
        overnight.accept(written(now.get(), now.get()));
        assertEquals(
                List.of(
                        "23:59 bob: hello",
                        "· Saturday, 1 August 2026",
                        "00:00 bob: hello",
                        "00:00 bob: hello"),
                view.lines());
    }

    @Test
    void aMessageCanNotPassForTwoOrMoveTheCursor() {
        events.accept(message("hi\n13:06 carol: I am \u001b[31mcarol\u202e", Trust.UNVERIFIED));
        assertEquals(
                List.of("13:05 bob:\n      hi\n      13:06 carol: I am \uFFFD[31mcarol\uFFFD"),
                view.lines());
    }

    @Test
    void aMessageUnderAChangedKeyIsMarked() {
        events.accept(message("hello", Trust.CHANGED));
        assertEquals(
                List.of("13:05 bob (another key: " + BOB.id().shortForm() + "): hello"),
                view.lines());
    }

    private static NodeEvent request(String text, String name) {
        return new NodeEvent.RequestArrived(
                new ContactRequest(
                        new Message("1", BOB.id(), BOB.id(), Message.TEXT, Bytes.utf8(text), NOW),
                        new PeerName(name),
                        BOB.name(),
                        NOW));
    }

    @Test
    void aRequestStandsWithItsKeyAndTheCommandsThatDecideOnIt() {
        events.accept(request("hi\n13:06 carol: \u001b[2J", "bob"));
        assertEquals(
                List.of(
                        """
                        bob (key %s) would like to write to you:
                              hi
                              13:06 carol: \uFFFD[2J
                          /accept bob  lets it write to you
                          /block bob   refuses it from now on"""
                                .formatted(BOB.id().shortForm())),
                view.lines());
    }

    @Test
    void aRequestUnderANameThatIsAnothersIsNotShownAsThatOnes() {
        events.accept(request("hi", "stand-in"));
        String shown = view.lines().getFirst();
        assertTrue(
                shown.startsWith(
                        "somebody who calls itself bob, as another one does (key "
                                + BOB.id().shortForm()),
                shown);
        assertTrue(shown.contains("/accept stand-in  "), shown);
        assertTrue(shown.contains("/block stand-in  "), shown);
    }

    @Test
    void comingAndGoingIsToldOnceEach() {
        events.accept(new NodeEvent.PeerAppeared(BOB));
        events.accept(new NodeEvent.PeerAppeared(BOB));
        events.accept(new NodeEvent.PeerLeft(BOB));
        assertEquals(List.of("· bob is here", "· bob has left"), view.lines());
    }

    @Test
    void nobodyBuriesTheTalkByComingAndGoing() {
        AtomicReference<Instant> now = new AtomicReference<>(NOW);
        EventLines flooded = new EventLines(view, new ShownTimes(now::get, () -> ZoneOffset.UTC));
        for (int i = 0; i < 200; i++) {
            flooded.accept(new NodeEvent.PeerAppeared(BOB));
            flooded.accept(new NodeEvent.PeerLeft(BOB));
        }
        assertEquals(PresenceBudget.OF_ONE + 1, view.lines().size());
        assertEquals(
                "· peers come and go too often to tell each time; /peers lists them",
                view.lines().getLast());
        Peer carol = new Peer(PeerId.ofKey(new byte[] {2}), new PeerName("carol"), List.of());
        flooded.accept(new NodeEvent.PeerAppeared(carol));
        assertEquals("· carol is here", view.lines().getLast());
        for (int i = 3; i < 103; i++) {
            flooded.accept(
                    new NodeEvent.PeerAppeared(
                            new Peer(
                                    PeerId.ofKey(new byte[] {(byte) i}),
                                    new PeerName("eve" + i),
                                    List.of())));
        }
        assertEquals(PresenceBudget.OF_ALL + 1, view.lines().size());
        now.set(NOW.plusSeconds(60));
        flooded.accept(new NodeEvent.PeerLeft(carol));
        assertEquals("· carol has left", view.lines().getLast());
    }

    @Test
    void thoseWhomARegistryHasLostAreToldOfTogetherAndNotAsGone() {
        Address registry = Address.parse("registry://127.0.0.1:7777");
        events.accept(new NodeEvent.PeerAppeared(BOB));
        events.accept(new NodeEvent.PeersUnlisted(registry, List.of(BOB)));
        events.accept(new NodeEvent.PeersUnlisted(registry, List.of(BOB, BOB, BOB, BOB, BOB)));
        events.accept(new NodeEvent.PeerAppeared(BOB));
        assertEquals(
                List.of(
                        "· bob is here",
                        "· the registry 127.0.0.1:7777 no longer lists bob, but never said that they left; /peers shows them as last known",
                        "· the registry 127.0.0.1:7777 no longer lists bob, bob, bob and 2 more, but never said that they left; /peers shows them as last known",
                        "· bob is here"),
                view.lines());
    }

    @Test
    void comingAndGoingCanBeSilent() {
        events.presence(false);
        events.accept(new NodeEvent.PeerAppeared(BOB));
        assertEquals(List.of(), view.lines());
    }

    @Test
    void aRegistryIsBackOnlyIfItWasAway() {
        Address registry = Address.parse("registry://127.0.0.1:7777");
        events.accept(new NodeEvent.DirectoryConnected(registry));
        assertEquals(List.of(), view.lines());
        events.accept(new NodeEvent.DirectoryLost(registry, "connection refused"));
        events.accept(new NodeEvent.DirectoryConnected(registry));
        assertEquals(
                List.of(
                        "· the registry 127.0.0.1:7777 is out of reach (connection refused); trying"
                                + " again",
                        "· the registry 127.0.0.1:7777 is back"),
                view.lines());
    }

    @Test
    void aRefusedPeerIsToldTheWayInAndLaterItsAdmission() {
        Address registry = Address.parse("registry://127.0.0.1:7777");
        NodeOptions options = new NodeOptions();
        options.profile = "zoe";
        EventLines ofZoe =
                new EventLines(
                        view,
                        new ShownTimes(InstantSource.fixed(NOW), () -> ZoneOffset.UTC),
                        ContactLines.inChat(),
                        options);
        ofZoe.accept(
                new NodeEvent.RegistrationRefused(
                        registry, "not-allowed", "send the operator your id (request 2.1)"));
        ofZoe.accept(new NodeEvent.RegistrationGranted(registry));
        ofZoe.accept(new NodeEvent.RegistrationRefused(registry, "name-taken", "taken"));
        assertEquals(
                List.of(
                        """
                        the registry 127.0.0.1:7777 does not list you: send the operator your id (request 2.1)
                          peerlink id --profile zoe prints your id
                          if you have a token: start with --registry-token-file FILE""",
                        "· the registry 127.0.0.1:7777 lists you now",
                        """
                        the registry 127.0.0.1:7777 does not list you: taken
                          with another name: peerlink --name NAME --profile zoe"""),
                view.lines());
    }

    @Test
    void bothSidesOfAnIdentityThatRunsTwiceAreToldWhatToDo() {
        Address registry = Address.parse("registry://127.0.0.1:7777");
        events.accept(
                new NodeEvent.RegistrationRefused(
                        registry, "superseded", "another process has registered"));
        events.accept(new NodeEvent.RegistrationConflict(registry, "another process runs"));
        assertEquals(
                List.of(
                        """
                        the registry 127.0.0.1:7777 does not list you: another process has registered
                          one identity in two places loses messages to the wrong one: end one of the two
                          a copied profile is the same identity; another --profile has one of its own""",
                        """
                        the registry 127.0.0.1:7777 lists you, but another process runs
                          one identity in two places loses messages to the wrong one: end one of the two
                          a copied profile is the same identity; another --profile has one of its own"""),
                view.lines());
    }

    @Test
    void anotherKeyIsALoudWarningThatSaysWhichCommandDoesWhich() {
        PeerId other = PeerId.ofKey(new byte[] {2});
        events.accept(new NodeEvent.IdentityChanged(BOB.name(), BOB.id(), other));
        List<String> rows = view.lines().getFirst().lines().toList();
        assertEquals("WARNING: bob now claims another key.", rows.getFirst());
        assertTrue(rows.get(3).endsWith("If the new key is right:"), rows::toString);
        assertEquals("  /trust bob", rows.get(4));
        assertEquals(List.of("  /trust " + BOB.id(), "  /block " + other), rows.subList(6, 8));
    }

    @Test
    void aClaimedNameOrAnswerForAContactIsALoudWarning() {
        PeerId other = PeerId.ofKey(new byte[] {2});
        events.accept(new NodeEvent.NameClaimed(BOB.name(), BOB.id(), other));
        events.accept(new NodeEvent.AnotherKeyAnswered(BOB.name(), BOB.id(), other));
        assertTrue(view.lines().getFirst().contains("\n  /trust " + other + "\n"));
        assertTrue(view.lines().getFirst().endsWith("\n  /block " + other));
        assertTrue(view.lines().getLast().startsWith("WARNING: somebody with another key answers"));
        assertTrue(view.lines().getLast().endsWith("\n  /trust " + other));
    }

    @Test
    void withoutAChatTheWarningsNameCommandsOfTheShell() {
        NodeOptions options = new NodeOptions();
        options.profile = "bot";
        options.home = Path.of("/a b's");
        EventLines listening =
                new EventLines(
                        view,
                        new ShownTimes(InstantSource.fixed(NOW), () -> ZoneOffset.UTC),
                        ContactLines.onCommandLine(options),
                        options);
        PeerId other = PeerId.ofKey(new byte[] {2});
        listening.accept(new NodeEvent.NameClaimed(BOB.name(), BOB.id(), other));
        assertTrue(
                view.lines()
                        .getFirst()
                        .contains(
                                "\n  peerlink contacts forget bob --profile bot --home '/a b'\\''s'\n"),
                view.lines().getFirst());
    }

    @Test
    void aPeerWithAnothersNameIsShownUnderAStandInNameWithTheClaim() {
        PeerName madeFromId = new PeerName(BOB.id().text().substring(0, 16));
        events.accept(
                new NodeEvent.MessageArrived(
                        new Message("1", BOB.id(), BOB.id(), Message.TEXT, Bytes.utf8("hi"), NOW),
                        new Peer(BOB.id(), madeFromId, List.of()),
                        BOB.name(),
                        Trust.UNVERIFIED,
                        NOW,
                        false));
        assertEquals(List.of("13:05 " + madeFromId + " (calls itself bob): hi"), view.lines());
    }

    @Test
    void progressIsOneLineThatChangesAndLeavesNothingWhenItEnds() {
        events.accept(progress("a.pdf to bob", 500, 1000, "bytes", 0, false));
        assertEquals("a.pdf to bob  50 % of 1.0 KB", view.progress().get(7L));
        events.accept(progress("a.pdf to bob", 1000, 1000, "bytes", 0, true));
        assertTrue(view.progress().isEmpty());
        assertEquals(List.of(), view.lines());
    }

    @Test
    void progressHasItsUnitAndItsRate() {
        events.accept(progress("a.pdf", 500, 1000, "bytes", 1_500_000, false));
        assertEquals("a.pdf  50 % of 1.0 KB, 1.5 MB/s, 1 s left", view.progress().get(7L));
        events.accept(progress("import", 12, 40, "messages", 3.4, false));
        assertEquals("import  30 % of 40 messages, 3/s, 9 s left", view.progress().get(7L));
        events.accept(progress("import", 12, 0, "messages", 0.2, false));
        assertEquals("import  12 messages, 12/min", view.progress().get(7L));
    }

    @Test
    void progressThatStandsIsSaidToHaveStalled() {
        events.accept(idle(Duration.ofMillis(4_900)));
        assertEquals("a.pdf  50 % of 2.0 GB, 1.0 MB/s, 16 min 40 s left", view.progress().get(7L));
        events.accept(idle(Duration.ofMillis(5_100)));
        assertEquals("a.pdf  50 % of 2.0 GB, stalled for 5 s", view.progress().get(7L));
        events.accept(idle(Duration.ofMinutes(62)));
        assertEquals("a.pdf  50 % of 2.0 GB, stalled for 1 h 2 min", view.progress().get(7L));
    }

    private static NodeEvent idle(Duration time) {
        return new NodeEvent.ProgressChanged(
                "files", 7, "a.pdf", 1_000_000_000, 2_000_000_000, "bytes", 1e6, time, false);
    }

    private static NodeEvent progress(
            String title, long done, long total, String unit, double rate, boolean finished) {
        return new NodeEvent.ProgressChanged(
                "files", 7, title, done, total, unit, rate, Duration.ZERO, finished);
    }

    @Test
    void aPluginsTextStaysUntilItIsGone() {
        events.accept(new NodeEvent.StatusChanged("ci", 3, "2 builds run", false));
        assertEquals("[ci] 2 builds run", view.status().get(3L));
        events.accept(new NodeEvent.StatusChanged("ci", 3, "", true));
        assertTrue(view.status().isEmpty());
    }

    @Test
    void aMessageThatAPluginHasRenderedIsShownByItsText() {
        events.accept(
                new NodeEvent.MessageArrived(
                        new Message(
                                "1",
                                BOB.id(),
                                BOB.id(),
                                "application/x-dice",
                                Bytes.copyOf(new byte[] {4}),
                                Message.UNDATED),
                        BOB,
                        BOB.name(),
                        Trust.UNVERIFIED,
                        NOW,
                        false,
                        "rolled 4"));
        assertEquals(List.of("13:05 bob: rolled 4"), view.lines());
    }
}
