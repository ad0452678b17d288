package peerlink.cli.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import peerlink.cli.fixture.PrintedJson;
import peerlink.cli.fixture.Surroundings;
import tools.jackson.databind.JsonNode;

@EnabledOnOs(
        value = {OS.LINUX, OS.MAC},
        disabledReason = "the programs are of sh")
class SetAsideCommandTest {
    @TempDir Path folder;
    private Path kept;

    @BeforeEach
    void setAside() throws Exception {
        kept = folder.resolve("home/profiles/bot/set-aside");
        Files.createDirectories(kept);
        for (int number : new int[] {2, 10}) {
            Files.writeString(
                    kept.resolve(Integer.toString(number)),
                    """
                    {"number":%1$d,"messageId":"m-%1$d","from":"%2$s","name":"alice","trust":"verified",
                     "type":"text/plain","text":"text %1$d","sentAt":null,"reason":"exit 7",
                     "receivedAt":"2026-01-02T13:05:00.000Z","setAsideAt":"2026-01-02T13:06:00.000Z"}
                    """
                            .formatted(number, "a".repeat(52)));
        }
    }

    private String run(int status, String... words) {
        Surroundings surroundings = new Surroundings(folder);
        surroundings.variables.put("PEERLINK_PROFILE", "bot");
        assertEquals(status, surroundings.run(words), surroundings::err);
        return surroundings.out() + surroundings.err();
    }

    private List<Integer> listed() {
        String listed = run(0, "set-aside", "--json");
        return listed.isEmpty()
                ? List.of()
                : PrintedJson.all("setAside", listed).stream()
                        .map(item -> item.get("number").asInt())
                        .toList();
    }

    @Test
    void whatIsSetAsideIsListedDroppedAndTriedAgain() throws Exception {
        assertEquals(
                """
                  2  alice            exit 7     text 2
                 10  alice            exit 7     text 10
                """,
                run(0, "set-aside"));
        assertEquals(List.of(2, 10), listed());
        assertEquals(
                "peerlink: no message '3' is set aside\nhint: peerlink set-aside\n",
                run(1, "set-aside", "drop", "2", "3"));
        assertEquals(List.of(2, 10), listed());

        String program =
                "cat >>'%s'; [ $PEERLINK_MESSAGE_ID = m-10 ]".formatted(folder.resolve("seen"));
        assertTrue(
                run(1, "set-aside", "retry", "--exec", program)
                        .endsWith(
                                """
                                peerlink: the program did not take 1 of 2 messages; the last time: exit 1
                                hint: peerlink set-aside
                                """));
        assertEquals("text 2text 10", Files.readString(folder.resolve("seen")));
        assertEquals(List.of(2), listed());
        JsonNode dropped =
                PrintedJson.checked("setAside", run(0, "set-aside", "drop", "all", "--json"));
        assertEquals(2, dropped.get("number").asInt());
        assertEquals(List.of(), listed());
        assertEquals("nothing is set aside\n", run(0, "set-aside"));
    }

    @Test
    void aFileThatIsNoneIsAnErrorAndStays() throws Exception {
        Files.writeString(kept.resolve("11"), "x");
        assertTrue(
                run(1, "set-aside")
                        .startsWith(
                                "peerlink: not a message that was set aside: "
                                        + kept.resolve("11")));
        assertTrue(Files.exists(kept.resolve("11")));
    }
}
