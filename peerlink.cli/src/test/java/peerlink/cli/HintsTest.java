package peerlink.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peerlink.cli.fixture.Surroundings;
import picocli.CommandLine;

/** The list of hints for {@code HintsEndToEndTest} has all hints of the sources. */
class HintsTest {
    private static final List<Path> SOURCES =
            List.of(
                    Path.of("src/main/java"),
                    Path.of("../peerlink.api/src/main/java"),
                    Path.of("../peerlink.core/src/main/java"),
                    Path.of("../plugins/files/src/main/java"),
                    Path.of("../plugins/history/src/main/java"),
                    Path.of("../plugins/lan/src/main/java"));

    private static final String COMMAND_START =
            "(peerlink|sudo|ss|lsof|kill|mv|ls|chmod|iconv|locale|ulimit|fg)( |$)|[/@][\\w‹]|\\(umask ";

    private static final Pattern COMMAND = Pattern.compile("^(" + COMMAND_START + ")");

    private static final Pattern COMMAND_BEHIND_COLON =
            Pattern.compile(": *(" + COMMAND_START + "|" + HintText.VALUE + "$)");

    /** The marks and words that join sentences, which no command of a hint has. */
    private static final Pattern PROSE = Pattern.compile("^[^'(]*([;,:] | (lists|prints|and|or) )");

    private static final Pattern WORD = Pattern.compile("('[^']*'|[^\\s'])+");

    /** A new hint needs a row of its own in {@link HintRows}, with its place in the sources. */
    @Test
    void everyHintOfTheSourcesIsBroughtAboutOrSaysWhyNot() throws Exception {
        Map<String, Integer> found = new TreeMap<>();
        ofSources().forEach((place, hints) -> found.put(place, hints.size()));
        Map<String, Integer> listed = new TreeMap<>();
        HintRows.places().forEach(place -> listed.merge(place, 1, Integer::sum));
        assertEquals(asLines(found), asLines(listed));
    }

    /**
     * A line of a hint is one command, which works as it is pasted, or words. Words may name
     * commands, but none stands behind their colon: it has a line of its own.
     */
    @Test
    void everyLineOfAHintIsOneCommandOrWords(@TempDir Path folder) throws Exception {
        List<String> wrong = new ArrayList<>();
        ofSources().forEach((place, hints) -> addWrong(place, hints, wrong));
        CommandLine parser = Main.commandLine(new Surroundings(folder).environment());
        for (HintRows.Shell row : HintRows.SHELL) {
            addWrong(row.typed(), List.of(row.hint()), wrong);
            row.hint()
                    .lines()
                    .filter(line -> line.startsWith("peerlink"))
                    .filter(line -> !isUsage(parser, line))
                    .forEach(wrong::add);
        }
        Stream.concat(HintRows.ALONE.stream(), HintRows.CHAT.stream())
                .forEach(row -> addWrong(row.typed(), List.of(row.hint()), wrong));
        assertEquals(List.of(), wrong);
    }

    private static void addWrong(String place, List<String> hints, List<String> wrong) {
        for (String hint : hints) {
            for (String line : hint.isEmpty() ? new String[0] : hint.split("\n", -1)) {
                if (line.isBlank()
                        || COMMAND_BEHIND_COLON.matcher(line).find()
                        || COMMAND.matcher(line).find() && PROSE.matcher(line).find()) {
                    wrong.add(place + ": " + line);
                }
            }
        }
    }

    /** Tells whether the program takes these words, whatever it makes of their values. */
    private static boolean isUsage(CommandLine parser, String command) {
        List<String> words = new ArrayList<>();
        WORD.matcher(command).results().forEach(word -> words.add(word.group().replace("'", "")));
        words.removeFirst();
        try {
            return parser.parseArgs(words.toArray(String[]::new)).unmatched().isEmpty();
        } catch (CommandLine.ParameterException e) {
            return false;
        }
    }

    private static Map<String, List<String>> ofSources() throws IOException {
        // HintPlaces uses modules that this module does not require
        for (String compiler : List.of("java.compiler", "jdk.compiler")) {
            Module module = ModuleLayer.boot().findModule(compiler).orElseThrow();
            HintsTest.class.getModule().addReads(module);
        }
        return HintPlaces.in(SOURCES);
    }

    private static String asLines(Map<String, Integer> places) {
        List<String> lines = new ArrayList<>();
        places.forEach((place, hints) -> lines.add(place + " " + hints));
        return String.join("\n", lines);
    }

    @Test
    void everyTestThatIsNamedForAHintIsThere() throws Exception {
        List<String> missing = new ArrayList<>();
        for (String test : HintRows.ELSEWHERE.values()) {
            String[] name = test.split("\\.");
            if (!Files.readString(source(name[0] + ".java")).contains("void " + name[1] + "(")) {
                missing.add(test);
            }
        }
        assertEquals(List.of(), missing);
    }

    private static Path source(String name) throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src/test/java/peerlink/cli"))) {
            return files.filter(file -> file.endsWith(name)).findFirst().orElseThrow();
        }
    }
}
