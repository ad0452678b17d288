package peerlink.core.plugin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import peerlink.api.Command;
import peerlink.api.Console;
import peerlink.api.Registration;

class CommandRegistryTest {
    private final List<String> displaced = new ArrayList<>();
    private final CommandRegistry registry =
            new CommandRegistry(
                    List.of("help"),
                    (one, counting) -> displaced.add(one.plugin() + " by " + counting.plugin()));

    @Test
    void theOrderOfStartsDoesNotDecideWhoseCommandCounts() {
        add("zebra", false);
        Registration own = add("ours", true);
        add("ant", false);
        assertEquals("ours", counting());
        assertEquals(List.of("zebra by ours", "ant by ours"), displaced);
        own.close();
        assertEquals("ant", counting());
    }

    @Test
    void noPluginTakesAReservedNameOrOneTwice() {
        add("ant", false);
        assertThrows(IllegalArgumentException.class, () -> add("ant", false));
        assertThrows(
                IllegalArgumentException.class,
                () -> registry.add(new CommandClaim("ant", false, command("help", "ant"))));
        assertEquals(1, registry.all().size());
    }

    private Registration add(String plugin, boolean isTrusted) {
        return registry.add(new CommandClaim(plugin, isTrusted, command("same", plugin)));
    }

    private String counting() {
        return registry.all().getFirst().summary();
    }

    private static Command command(String name, String plugin) {
        return new Command() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public String summary() {
                return plugin;
            }

            @Override
            public void run(List<String> arguments, Console console) {}
        };
    }
}
