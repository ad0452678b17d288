package peerlink.cli.repl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
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
import peerlink.cli.fixture.Surroundings;
import peerlink.cli.text.EventLines;
import peerlink.cli.text.QrPicture;
import peerlink.cli.text.ShownTimes;
import peerlink.cli.text.TerminalStyle;
import peerlink.core.Node;
import peerlink.core.NodeBuilder;
import peerlink.core.identity.IdentityStore;
import peerlink.core.model.Contact;
import peerlink.core.model.SafetyCode;
import peerlink.core.model.Trust;

/**
 * Runs {@code /verify}, and {@code peerlink verify} of the same profile, with contacts from a file.
 */
class VerificationTest {
    private static final PeerId BOB = PeerId.ofKey(new byte[] {1});
    private static final PeerId OTHER = PeerId.ofKey(new byte[] {2});

    @TempDir Path folder;
    private final RecordingView view =
            new RecordingView(new TerminalStyle(80, 24, StandardCharsets.UTF_8, true));
    private Surroundings surroundings;
    private Path profile;
    private PeerId self;
    private Node node;
    private Repl repl;

    @BeforeEach
    void makeProfile() throws Exception {
        surroundings = new Surroundings(folder);
        profile = surroundings.home().resolve("profiles").resolve("alice");
        self = IdentityStore.loadOrCreate(profile).id();
    }

    private void bobIs(String state) throws Exception {
        Files.writeString(
                profile.resolve("contacts.json"),
                """
                {"version": 1, "contacts": [{"name": "bob", "id": "%s", "addresses": [], %s}]}
                """
                        .formatted(BOB, state));
        node =
                new NodeBuilder(IdentityStore.loadOrCreate(profile), new PeerName("alice"))
                        .dataDirectory(profile)
                        .transports(List.of())
                        .looking()
                        .start();
        repl =
                TestChats.of(
                        new ChatParts(
                                node,
                                view,
                                new EventLines(
                                        view,
                                        new ShownTimes(
                                                InstantSource.system(), () -> ZoneOffset.UTC)),
                                Profiles.config(folder)),
                        profile,
                        () -> {});
    }

    @AfterEach
    void end() {
        if (node != null) {
            repl.close();
            node.close();
        }
    }

    private List<String> shown(String line) {
        view.clear();
        repl.accept(line);
        return view.lines().stream().skip(1).flatMap(String::lines).toList();
    }

    private Contact bob() {
        return node.contacts().all().getFirst();
    }

    private int shell(String... arguments) {
        String[] all = new String[arguments.length + 2];
        System.arraycopy(arguments, 0, all, 0, arguments.length);
        all[arguments.length] = "--profile";
        all[arguments.length + 1] = "alice";
        return surroundings.run(all);
    }

    @Test
    void theCodeIsShownInRowsWithItsPictureAndTheNextStepsOnOneScreen() throws Exception {
        bobIs("\"trust\": \"unverified\"");
        SafetyCode code = SafetyCode.of(self, BOB);
        List<String> lines = shown("/verify bob");
        assertEquals(
                "your safety code with bob (%s, unverified)".formatted(BOB.shortForm()),
                lines.getFirst());
        assertEquals(code.rows(3), lines.subList(1, 5).stream().map(String::strip).toList());
        assertEquals(QrPicture.of(code.digits()).rows(true), lines.subList(5, 20));
        assertEquals(
                List.of(
                        "read it to bob by telephone: it must be the same there; if so: /trust bob",
                        "or compare what bob sends you by another way: /verify bob CODE"),
                lines.subList(20, lines.size()));
        int rows = 1 + lines.size() + 1;
        assertTrue(rows <= 24, rows + " rows with what was typed and the prompt");
        // no peer's message gets in between
        assertEquals(2, view.lines().size());
    }

    @Test
    void theSameCodeMarksThePeerAsVerifiedHoweverItIsGrouped() throws Exception {
        bobIs("\"trust\": \"unverified\"");
        assertEquals(
                List.of("the codes are equal: bob is verified"),
                shown("/verify bob " + SafetyCode.of(BOB, self)));
        assertEquals(Trust.VERIFIED, bob().trust());
        assertFalse(shown("/verify bob").toString().contains("/trust"));
    }

    @Test
    void aCodeThatDiffersMarksNothingAndSaysWhatItMeans() throws Exception {
        bobIs("\"trust\": \"unverified\"");
        List<String> lines = shown("/verify bob " + SafetyCode.of(OTHER, self));
        assertEquals(3, lines.size());
        assertTrue(lines.getFirst().startsWith("WARNING: the codes differ; "), lines::toString);
        assertTrue(lines.getFirst().endsWith("; nothing was changed"), lines::toString);
        assertTrue(lines.get(1).startsWith("hint: send bob nothing secret"), lines::toString);
        assertEquals("hint: /block bob", lines.getLast());
        assertEquals(Trust.UNVERIFIED, bob().trust());
    }

    @Test
    void aDigitTooFewIsNoMismatch() throws Exception {
        bobIs("\"trust\": \"unverified\"");
        String digits = SafetyCode.of(self, BOB).digits();
        assertEquals(
                List.of("not a safety code: 59 digits instead of 60", "hint: /verify bob"),
                shown("/verify bob " + digits.substring(1)));
        assertEquals(Trust.UNVERIFIED, bob().trust());
    }

    @Test
    void ofAContactInDoubtTheKnownKeyIsComparedAndTheOtherNeverTakenOn() throws Exception {
        bobIs("\"trust\": \"changed\", \"found\": \"" + OTHER + '"');
        List<String> lines = shown("/verify bob");
        assertTrue(lines.get(1).startsWith("it is of the key that you know; "), lines::toString);
        assertTrue(lines.contains("  " + SafetyCode.of(self, BOB).rows(3).getFirst()));
        // it would accept the other key
        assertFalse(lines.toString().contains("/trust bob"), lines::toString);

        lines = shown("/verify bob " + SafetyCode.of(self, OTHER));
        assertTrue(
                lines.getFirst().startsWith("that is the code of the other key that bob claims"),
                lines::toString);
        assertEquals(Trust.CHANGED, bob().trust());
        assertEquals(BOB, bob().id());

        // two keys go by the name: the hint names the one that was compared
        String hint = shown("/verify bob " + SafetyCode.of(BOB, OTHER)).getLast();
        assertTrue(hint.endsWith("/block " + BOB), hint);

        shown("/verify bob " + SafetyCode.of(self, BOB));
        assertEquals(Trust.VERIFIED, bob().trust());
        assertEquals(BOB, bob().id());
    }

    @Test
    void aBlockedPeerIsNotVerifiedByItsCode() throws Exception {
        bobIs("\"trust\": \"blocked\"");
        assertEquals(
                List.of("the codes are equal, but bob is blocked", "hint: /unblock bob"),
                shown("/verify bob " + SafetyCode.of(self, BOB)));
        assertEquals(Trust.BLOCKED, bob().trust());
    }

    @Test
    void theCurrentChatIsMeantWhereNobodyIsNamed() throws Exception {
        bobIs("\"trust\": \"unverified\"");
        assertEquals(
                List.of("/verify needs a peer, or an open chat", "hint: /verify bob"),
                shown("/verify"));
        assertEquals(
                List.of("/why needs a peer, or an open chat", "hint: /why bob"), shown("/why"));
        repl.open().to(bob().peer());
        assertTrue(shown("/verify").getFirst().startsWith("your safety code with bob "));
        assertTrue(shown("/why").getFirst().startsWith("bob  "));
    }

    @Test
    void theShellShowsTheSameCodeWithoutARegistry() throws Exception {
        bobIs("\"trust\": \"unverified\"");
        assertEquals(0, shell("verify", "bob", "--json"));
        assertEquals(
                """
                {"name":"bob","id":"%s","trust":"unverified","code":"%s"}
                """
                        .formatted(BOB, SafetyCode.of(self, BOB)),
                surroundings.out());
    }

    @Test
    void theShellAdvisesCommandsOfTheSameProfile() throws Exception {
        bobIs("\"trust\": \"unverified\"");
        assertEquals(0, shell("verify", "bob"));
        assertTrue(
                surroundings
                        .out()
                        .contains("; if so: peerlink contacts trust bob --profile alice\n"),
                surroundings.out());
        assertTrue(
                surroundings
                        .out()
                        .endsWith(" another way: peerlink verify bob CODE --profile alice\n"),
                surroundings.out());
    }

    @Test
    void theShellVerifiesByTheSameCodeAlone() throws Exception {
        bobIs("\"trust\": \"unverified\"");
        assertEquals(4, shell("verify", "bob", SafetyCode.of(OTHER, self).digits()));
        assertTrue(surroundings.err().startsWith("peerlink: WARNING: the codes differ; "));
        assertTrue(
                surroundings.err().endsWith(": peerlink contacts block bob --profile alice\n"),
                surroundings.err());
        assertEquals("", surroundings.out());
        assertEquals(2, shell("verify", "bob", "12345"));
        assertTrue(
                surroundings.err().endsWith("\nhint: peerlink verify bob --profile alice\n"),
                surroundings.err());
        assertEquals(0, shell("verify", "bob", SafetyCode.of(BOB, self).toString()));
        assertEquals("the codes are equal: bob is verified\n", surroundings.out());
        assertEquals(0, shell("verify", "bob", "--json"));
        assertTrue(surroundings.out().contains("\"trust\":\"verified\""), surroundings.out());
    }
}
