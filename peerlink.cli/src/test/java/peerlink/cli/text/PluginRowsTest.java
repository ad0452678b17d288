package peerlink.cli.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import peerlink.core.model.PluginSetting;
import peerlink.core.model.PluginStatus;
import peerlink.core.model.PluginStatus.State;

final class PluginRowsTest {
    private static final String FILE = "/home/pat/config.toml";
    private static final String ALLOWED = "a whole number from 2 to 100";

    private static PluginStatus dice(State state) {
        return new PluginStatus("dice", "1", Path.of("x"), state, "", false, Optional.empty());
    }

    private static PluginSetting sides(String text, String holds, String problem) {
        return new PluginSetting(
                "sides",
                Optional.of(text),
                Optional.of(holds).filter(one -> !one.isEmpty()),
                "6",
                ALLOWED,
                "sides of a die",
                Optional.of(problem).filter(one -> !one.isEmpty()),
                FILE);
    }

    @Test
    void aSettingIsShownWithItsValueAndItsPlace() {
        assertEquals(
                List.of(
                        "setting   sides = '8' in /home/pat/config.toml, usually '6'"
                                + "  (a whole number from 2 to 100): sides of a die"),
                PluginRows.settings(dice(State.STARTED), List.of(sides("8", "8", ""))));
    }

    @ParameterizedTest
    @CsvSource({
        "STARTED, 7, '; ''7'' holds', within a few seconds",
        "FAILED, '', '', from reload dice"
    })
    void aRefusedValueHasTheReasonAndARemedy(
            State state, String holds, String rest, String counts) {
        assertEquals(
                List.of(
                        "setting   sides = 'many' in /home/pat/config.toml is refused: allowed is"
                                + " a whole number from 2 to 100: sides of a die"
                                + rest,
                        "to do     mend [plugins.dice] in /home/pat/config.toml; it then counts "
                                + counts),
                PluginRows.settings(dice(state), List.of(sides("many", holds, "bad"))));
    }

    @Test
    void aKeyThatThePluginDoesNotKnowSaysSo() {
        assertEquals(
                "setting   sdies = '8' is not used: the plugin has no such setting",
                PluginRows.settings(
                                dice(State.STARTED),
                                List.of(PluginSetting.unchecked("sdies", "8").with("unknown")))
                        .getFirst());
    }
}
