package peerlink.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CommandGroupTest {
    private static final Command DICE =
            Command.group(
                    "dice",
                    "rolls dice",
                    List.of(part("roll", "SIDES", false), part("stats", "", false)));

    private final List<String> printed = new ArrayList<>();

    private static Command part(String name, String usage, boolean isVerbatim) {
        return new Command() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public String summary() {
                return "does " + name;
            }

            @Override
            public String usage() {
                return usage;
            }

            @Override
            public boolean isVerbatim() {
                return isVerbatim;
            }

            @Override
            public Completion complete(List<String> arguments) {
                return new Completion.Words(List.of("of " + arguments));
            }

            @Override
            public void run(List<String> arguments, Console console) {
                console.print(name + arguments);
            }
        };
    }

    @Test
    void theFirstArgumentChoosesThePart() throws Exception {
        DICE.run(List.of("roll", "6", "roll"), printed::add);
        assertEquals(List.of("roll[6, roll]"), printed);
        CommandException e =
                assertThrows(CommandException.class, () -> DICE.run(List.of("rol"), printed::add));
        assertEquals("/dice has no 'rol', but roll, stats", e.getMessage());
        assertEquals("/dice", e.hint());
    }

    @Test
    void helpAndCompletionComeFromTheParts() throws Exception {
        assertEquals("roll SIDES | stats", DICE.usage());
        DICE.run(List.of(), printed::add);
        assertEquals(
                List.of(
                        "  /dice roll SIDES             does roll",
                        "  /dice stats                  does stats"),
                printed);
        assertEquals(new Completion.Words(List.of("roll", "stats")), DICE.complete(List.of("")));
        assertEquals(new Completion.Words(List.of("of [6]")), DICE.complete(List.of("roll", "6")));
        assertEquals(new Completion.Nothing(), DICE.complete(List.of("none", "6")));
    }

    @Test
    void aGroupThatCouldNotWorkIsRefused() {
        Command roll = part("roll", "", false);
        refused(List.of());
        refused(List.of(roll, part("roll", "", false)));
        refused(List.of(part("say", "", true)));
        refused(List.of(part("Roll", "", false)));
        refused(List.of(DICE));
    }

    private static void refused(List<Command> parts) {
        assertThrows(IllegalArgumentException.class, () -> Command.group("dice", "", parts));
    }
}
