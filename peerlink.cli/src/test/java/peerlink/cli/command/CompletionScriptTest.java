package peerlink.cli.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import peerlink.cli.Main;
import peerlink.cli.fixture.Profiles;
import peerlink.cli.fixture.Program;
import peerlink.cli.fixture.Surroundings;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Runs the script of all shells by {@code sh}, and compares its answers with the commands and
 * options of the program.
 */
class CompletionScriptTest {
    // made once: the model of all commands takes a second
    @TempDir static Path engineFolder;
    private static CommandLine root;
    private static Path engine;

    @TempDir Path folder;
    private Map<String, String> environment;

    @BeforeAll
    static void makeEngine() throws Exception {
        root = Main.commandLine(new Surroundings(engineFolder).environment());
        engine = engineFolder.resolve("engine");
        Files.writeString(engine, CompletionScript.engine(root));
    }

    @BeforeEach
    void makeProfiles() throws Exception {
        environment = Map.of("PEERLINK_HOME", Profiles.in(folder.resolve("home")).toString());
    }

    /** Returns the suggestions for the last of the words. */
    private List<String> offered(String... words) throws Exception {
        List<String> arguments = new ArrayList<>(List.of("-u", engine.toString()));
        arguments.addAll(List.of(words));
        Program.Result result =
                Program.run(environment, Path.of("sh"), arguments.toArray(String[]::new));
        assertEquals("", result.err());
        return result.out().lines().map(line -> line.split("\t")[0]).toList();
    }

    private List<String> offered(List<String> path, String last) throws Exception {
        List<String> words = new ArrayList<>(path);
        words.add(last);
        return offered(words.toArray(String[]::new));
    }

    @Test
    void theCommandsOfPluginsAreOfferedAsTheyWereWhenTheyRanLast() throws Exception {
        Path profile = folder.resolve("home/profiles/default");
        Files.createDirectories(profile);
        Files.writeString(
                profile.resolve("plugin-commands"),
                "# 2 jars, 0\nhistory\tfind messages\t[WORD]\nfiles\tlist files\t\n");
        assertEquals(List.of("history"), offered("hist"));
        assertEquals(List.of("history", "files"), offered("run", ""));
        assertTrue(offered("").contains("files"));
        assertTrue(offered("history", "--j").contains("--json"));
        assertEquals(List.of(":files"), offered("history", "x"));
        assertEquals(List.of(), offered("--profile", "none", "hist"));
    }

    @Test
    void noOptionAndNoCommandIsMissing() throws Exception {
        assertComplete(List.of(), root);
    }

    private void assertComplete(List<String> path, CommandLine command) throws Exception {
        List<String> options = new ArrayList<>();
        for (OptionSpec option : command.getCommandSpec().options()) {
            if (!option.hidden()) {
                options.add(option.longestName());
            }
            if (option.paramLabel().equals("FILE") || option.paramLabel().equals("DIR")) {
                List<String> words = new ArrayList<>(path);
                words.add(option.longestName());
                assertEquals(
                        List.of(option.paramLabel().equals("FILE") ? ":files" : ":folders"),
                        offered(words, ""));
            }
        }
        assertTrue(options.contains("--help"), path::toString);
        assertEquals(new TreeSet<>(options), new TreeSet<>(offered(path, "-")), path::toString);
        List<String> below = offered(path, "");
        for (Map.Entry<String, CommandLine> sub : command.getSubcommands().entrySet()) {
            assertTrue(below.contains(sub.getKey()), sub.getKey());
            List<String> longer = new ArrayList<>(path);
            longer.add(sub.getKey());
            assertComplete(longer, sub.getValue());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    send .                          | bo.b-2 bob carol dave
                    --profile work send .           | boss
                    send --profile work .           | boss
                    send --profile=work .           | boss
                    --home . send                   | :folders
                    --profile .                     | default work
                    listen --profile=.              | --profile=default --profile=work
                    send bob .                      |
                    send -- .                       | bo.b-2 bob carol dave
                    chat .                          | bo.b-2 bob carol dave
                    why .                           | bo.b-2 bob carol dave
                    verify .                        | bo.b-2 bob carol dave
                    verify bob .                    |
                    contacts block .                | bo.b-2 bob carol dave
                    contacts rename bob .           |
                    outbox cancel bob .             | bo.b-2 bob carol dave
                    plugins .                       | allow disable enable info install list reload remove sdk
                    completion .                    | bash zsh fish
                    --visibility .                  | public lookup-only hidden
                    registry --visibility=.         | --visibility=automatic --visibility=public --visibility=registered --visibility=lookup-only --visibility=hidden
                    registry --admin .              | off
                    send --requests .               | ask accept refuse
                    send --timeout .                |
                    help contacts .                 |
                    dav.                            | bo.b-2 bob carol dave
                    """)
    void aWordIsWhatItsPlaceWants(String words, String offered) throws Exception {
        // the point is the cursor
        int cursor = words.indexOf('.');
        assertEquals(
                offered == null ? List.of() : List.of(offered.split(" ")),
                offered(words.substring(0, cursor).split(" ", -1)));
    }

    @Test
    void helpOffersTheCommands() throws Exception {
        assertEquals(offered(""), offered("help", ""));
        assertTrue(offered("help", "").contains("registry"));
    }

    @ParameterizedTest
    @EnumSource
    void theScriptIsWholeAndNamesNothingOfThisMachine(CompletionScript.Shell shell) {
        String script = CompletionScript.of(shell, root);
        assertTrue(script.contains("--max-leases"), script);
        assertTrue(!script.contains("@ENGINE@") && !script.contains("@TABLES@"), script);
        assertTrue(!script.contains(engineFolder.toString()), script);
    }
}
