package peerlink.cli.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peerlink.api.PeerId;
import peerlink.cli.fixture.PrintedJson;
import peerlink.cli.fixture.Surroundings;
import peerlink.cli.program.ExitCode;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Shows and changes the contacts in a profile's files, as scripts do. */
class ContactsCommandTest {
    private static final PeerId KNOWN = PeerId.ofKey(new byte[] {1});
    private static final PeerId FOUND = PeerId.ofKey(new byte[] {2});

    @TempDir Path folder;
    private Surroundings surroundings;

    @BeforeEach
    void makeSurroundings() throws Exception {
        surroundings = new Surroundings(folder);
        Path directory = surroundings.home().resolve("profiles/alice");
        Files.createDirectories(directory);
        Files.writeString(
                directory.resolve("contacts.json"),
                """
                {"version": 2, "contacts": [{"name": "bob", "id": "%s", "trust": "changed",
                  "addresses": ["tls://127.0.0.1:1"], "found": "%s", "before": "verified"}]}
                """
                        .formatted(KNOWN, FOUND));
    }

    private String run(String... words) {
        surroundings = new Surroundings(folder);
        String[] arguments = new String[words.length + 3];
        arguments[0] = "contacts";
        System.arraycopy(words, 0, arguments, 1, words.length);
        arguments[words.length + 1] = "--profile";
        arguments[words.length + 2] = "alice";
        assertEquals(ExitCode.OK, surroundings.run(arguments), surroundings::err);
        return surroundings.out();
    }

    private void fails(int exitCode, String error, String hint, String... arguments) {
        surroundings = new Surroundings(folder);
        int actual = surroundings.run(arguments);
        assertEquals("peerlink: " + error + "\nhint: " + hint + "\n", surroundings.err());
        assertEquals(exitCode, actual);
    }

    @Test
    void aChangedContactIsListedWithCommandsThatWork() {
        String listed = run();
        assertEquals(
                """
                bob              %s  changed     found: %s
                  take the found: peerlink contacts trust bob --profile alice
                  keep the known: peerlink contacts trust %s --profile alice
                """
                        .formatted(KNOWN.shortForm(), FOUND.shortForm(), KNOWN),
                listed);
        String keep = listed.lines().toList().getLast().replaceAll(".*contacts | --profile.*", "");
        assertEquals(
                "bob              %s  verified\n".formatted(KNOWN.shortForm()),
                run(keep.split(" ")));
    }

    @Test
    void everyCommandPrintsTheContactForPrograms() {
        assertEquals(
                FOUND.text(),
                PrintedJson.checked("contact", run("--json")).get("found").asString());
        for (String[] words :
                new String[][] {
                    {"trust", KNOWN.text(), "--json"},
                    {"block", "bob", "--json"},
                    {"--json", "unblock", "bob"},
                    {"rename", "bob", "dad", "--json"},
                    {"list", "--json"},
                    {"forget", "dad", "--json"}
                }) {
            JsonNode contact = PrintedJson.checked("contact", run(words));
            assertEquals(KNOWN.text(), contact.get("id").asString());
        }
        assertEquals("", run("list", "--json"));
        assertEquals("", run("accept", "--json"));
        assertEquals("", surroundings.err());
    }

    @Test
    void aFailureIsAnObjectForPrograms() {
        surroundings = new Surroundings(folder);
        assertEquals(
                ExitCode.PEER_UNAVAILABLE,
                surroundings.run("contacts", "block", "--json", "bobby", "--profile", "alice"));
        JsonNode error = PrintedJson.checked("error", surroundings.out());
        assertEquals(ExitCode.PEER_UNAVAILABLE, error.get("exitCode").asInt());
        assertEquals(
                "peerlink: %s\nhint: %s\n"
                        .formatted(error.get("error").asString(), error.get("hint").asString()),
                surroundings.err());
        assertTrue(error.get("hint").asString().contains("block --json bob "));
    }

    @Test
    void aNameMadeFromTheIdIsNotTakenForWhatThePeerCallsItself() {
        PeerId pest = PeerId.ofKey(new byte[] {9});
        run("block", pest.text());
        assertTrue(run("rename", pest.text(), "pest").stripTrailing().endsWith("  blocked"));
        String json =
                run("--json")
                        .lines()
                        .filter(line -> line.contains(pest.text()))
                        .findAny()
                        .orElseThrow();
        assertFalse(JsonMapper.shared().readTree(json).has("called"), json);
    }

    @Test
    void aDecisionIsInTheFileForTheNextCommand() {
        run("trust", "bob");
        run("rename", "bob", "dad");
        JsonNode contact = JsonMapper.shared().readTree(run("--json"));
        assertEquals("dad", contact.get("name").asString());
        assertEquals(FOUND.text(), contact.get("id").asString());
        assertEquals("unverified", contact.get("trust").asString());
        assertEquals("bob", contact.get("called").asString());
        assertTrue(contact.get("addresses").isArray());
        run("block", "dad");
        assertTrue(run("list").contains("blocked     calls itself bob"));
        run("unblock", "dad");
        run("forget", "dad");
        run("block", FOUND.text());
        run("rename", FOUND.text(), "eve");
        assertEquals("eve              " + FOUND.shortForm() + "  blocked\n", run("list"));
        run("forget", "eve");
        assertEquals("", run());
        assertEquals("no contacts yet\n", surroundings.err());
    }

    @Test
    void aChangedKeyIsListedForPrograms() {
        JsonNode contact = JsonMapper.shared().readTree(run("list", "--json"));
        assertEquals("changed", contact.get("trust").asString());
        assertEquals(FOUND.text(), contact.get("found").asString());
    }

    @Test
    void anyIdCanBeBlocked() {
        String id = PeerId.ofKey(new byte[] {3}).text();
        assertTrue(run("block", id).startsWith(id.substring(0, 16) + " "));
    }

    @Test
    void anImpossibleDecisionNamesAPossibleOne() {
        String[] profile = {"--profile", "alice"};
        fails(
                ExitCode.PEER_UNAVAILABLE,
                "nobody called 'eve' is known or online",
                "peerlink contacts --profile alice",
                "contacts",
                "trust",
                "eve",
                profile[0],
                profile[1]);
        run("block", KNOWN.text());
        fails(
                ExitCode.UNTRUSTED,
                "bob is blocked",
                "peerlink contacts unblock bob --profile alice",
                "contacts",
                "trust",
                "bob",
                profile[0],
                profile[1]);
        fails(
                ExitCode.USAGE,
                "PEER is missing",
                "peerlink contacts trust --help",
                "contacts",
                "trust");
        fails(
                ExitCode.USAGE,
                "not a name: 'a b' (1 to 32 letters, digits, '.', '_' or '-', the first a letter or"
                        + " digit)",
                "peerlink contacts rename bob dad",
                "contacts",
                "rename",
                "bob",
                "a b");
    }

    @Test
    void sendingToWhomIsNotTrustedExitsWithFourAndListsTheContacts() {
        for (String state : new String[] {"changed", "blocked"}) {
            fails(
                    ExitCode.UNTRUSTED,
                    state.equals("changed")
                            ? "the key of bob has changed: known is %s, found was %s"
                                    .formatted(KNOWN.shortForm(), FOUND.shortForm())
                            : "bob is blocked",
                    "peerlink contacts --profile alice",
                    "send",
                    "--profile",
                    "alice",
                    "bob",
                    "hi");
            run("block", KNOWN.text());
        }
    }
}
