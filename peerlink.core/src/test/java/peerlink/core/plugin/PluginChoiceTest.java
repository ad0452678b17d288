package peerlink.core.plugin;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import peerlink.core.model.PluginStatus.Content;
import peerlink.core.model.PluginStatus.State;

class PluginChoiceTest {
    private static final String ONE = "1".repeat(64);
    private static final String TWO = "2".repeat(64);

    private final FoundPlugin mine = found("mine.jar", false, ONE);
    private final FoundPlugin twin = found("twin.jar", false, TWO);
    private final FoundPlugin images = found("images.jar", true, "3".repeat(64));

    @Test
    void onlyWhatTheUserHasAgreedToMayRun() {
        assertEquals("NEW", chosen(Map.of(), Map.of(), mine));
        assertEquals("INSTALLED", chosen(agreed(ONE, true), Map.of(), mine));
        assertEquals("CHANGED", chosen(agreed(TWO, true), Map.of(), mine));
        assertEquals("DISABLED", chosen(agreed(ONE, false), Map.of(), mine));
        assertEquals("DISABLED", chosen(agreed(TWO, false), Map.of(), mine));
        assertEquals("NEW", chosen(agreed("", true), Map.of(), mine));
        assertEquals("INSTALLED", chosen(Map.of(), Map.of("echo", ONE), mine));
        assertEquals("NEW", chosen(Map.of(), Map.of("echo", TWO), mine));
        assertEquals("DISABLED", chosen(agreed("", false), Map.of("echo", ONE), mine));
        assertEquals("INSTALLED", chosen(Map.of(), Map.of(), images));
        assertEquals("DISABLED", chosen(agreed("", false), Map.of(), images));
    }

    @Test
    void oneThatReplacesTheImagesAsksLikeAnyOtherAndTheImagesRunsMeanwhile() {
        assertEquals("NEW INSTALLED", chosen(Map.of(), Map.of(), mine, images));
        assertEquals("CHANGED INSTALLED", chosen(agreed(TWO, true), Map.of(), mine, images));
        assertEquals(
                "INSTALLED REPLACED: replaced by user/mine.jar",
                chosen(agreed(ONE, true), Map.of(), mine, images));
        assertEquals("DISABLED DISABLED", chosen(agreed(TWO, false), Map.of(), mine, images));
    }

    @Test
    void ofTwoInOneFolderTheOneThatTheUserKnowsCounts() {
        assertEquals(
                "FAILED: the name 'echo' is taken by twin.jar: remove one of the two INSTALLED",
                chosen(agreed(TWO, true), Map.of(), mine, twin));
        assertEquals(
                "NEW FAILED: the name 'echo' is taken by mine.jar: remove one of the two",
                chosen(Map.of(), Map.of(), mine, twin));
        assertEquals(
                "NEW FAILED: the name 'echo' is taken by mine.jar: remove one of the two INSTALLED",
                chosen(Map.of(), Map.of(), mine, twin, images));
    }

    private static Map<String, Agreement> agreed(String sha256, boolean enabled) {
        return Map.of("echo", new Agreement("echo.jar", sha256, Instant.EPOCH, enabled));
    }

    private static String chosen(
            Map<String, Agreement> agreements, Map<String, String> allowed, FoundPlugin... all) {
        return String.join(
                " ",
                new PluginChoice(agreements, allowed)
                        .of(Arrays.asList(all)).stream()
                                .map(
                                        word ->
                                                word.detail().isEmpty()
                                                        ? word.state().name()
                                                        : word.state() + ": " + word.detail())
                                .toList());
    }

    private static FoundPlugin found(String file, boolean isTrusted, String sha256) {
        Path folder = Path.of(isTrusted ? "image" : "user");
        return new FoundPlugin(
                folder,
                new PluginSource(folder.resolve(file)),
                "",
                isTrusted,
                "echo",
                "1",
                State.INSTALLED,
                "",
                Optional.of(new Content(sha256, List.of("Plugin"), List.of())));
    }
}
