package peerlink.cli.repl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import peerlink.api.Command;
import peerlink.api.Console;
import peerlink.cli.fixture.RecordingView;
import peerlink.cli.text.TerminalStyle;

/** Lists the program's commands on terminals of several widths. */
class HelpCommandTest {
    private record Named(String name) implements Command {
        @Override
        public String summary() {
            return "does what it is called";
        }

        @Override
        public void run(List<String> arguments, Console console) {
            throw new UnsupportedOperationException();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {20, 25, 39, 40, 80, 200, 300})
    void noRowOfNamesIsWiderThanTheTerminalAndNoneIsMissing(int columns) throws Exception {
        Set<String> names = new TreeSet<>(BuiltInCommands.reserved());
        RecordingView view =
                new RecordingView(new TerminalStyle(columns, 24, StandardCharsets.UTF_8, false));
        List<String> rows = new ArrayList<>();
        new HelpCommand(() -> names.stream().<Command>map(Named::new).toList(), view)
                .run(List.of(), text -> text.lines().forEach(rows::add));
        List<String> listed = rows.subList(1, rows.size() - 1); // sentences are around them
        listed.forEach(row -> assertTrue(row.length() < columns, row));
        Set<String> found = new TreeSet<>();
        for (String row : listed) {
            for (String word : row.split(" +")) {
                if (word.startsWith("/")) {
                    assertTrue(found.add(word.substring(1)), word);
                }
            }
        }
        assertEquals(names, found);
    }
}
