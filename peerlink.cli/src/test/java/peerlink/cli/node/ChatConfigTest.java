package peerlink.cli.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peerlink.api.PeerId;
import peerlink.api.PeerName;
import peerlink.cli.fixture.Surroundings;
import peerlink.cli.program.CliException;
import peerlink.cli.text.ChatSetting;

class ChatConfigTest {
    @TempDir Path folder;
    private Surroundings surroundings;
    private Profile profile;
    private Path file;

    @BeforeEach
    void makeProfile() throws Exception {
        surroundings = new Surroundings(folder);
        profile = new Profile(surroundings.home(), new PeerName("alice"));
        Files.createDirectories(profile.directory());
        file = profile.configFile();
    }

    private ChatConfig read() throws CliException {
        return ChatConfig.read(profile, surroundings.systemConfig(), surroundings.environment());
    }

    @Test
    void theFileOfTheProfileComesBeforeTheMachines() throws Exception {
        Files.writeString(surroundings.systemConfig(), "notify = \"bell\"\nui.theme = \"dark\"\n");
        Files.writeString(file, "[ui]\ntheme = \"light\"\n");
        ChatConfig config = read();
        assertEquals("light", config.settings().word(ChatSetting.THEME));
        assertEquals("bell", config.settings().word(ChatSetting.NOTIFY));
        assertEquals("commands", config.settings().word(ChatSetting.INPUT_HISTORY));
    }

    @Test
    void aWordThatASettingHasNotIsRefusedWithThoseThatItHas() throws Exception {
        Files.writeString(file, "[ui]\ntheme = \"pink\"\n");
        CliException refused = assertThrows(CliException.class, this::read);
        assertEquals(
                "not a word for ui.theme: 'pink' (one of both, dark, light, none)",
                refused.getMessage());
        assertEquals("PEERLINK_UI_THEME=both peerlink", refused.hint());
        assertEquals(0, Files.readString(file).indexOf("[ui]"));
    }

    @Test
    void aChangedSettingIsKeptAndNothingElseOfTheFileChanges() throws Exception {
        Files.writeString(
                file,
                """
                # mine
                name = "alice" # and mine

                [ui]
                theme = "dark" # the lamp is on

                [plugins.files]
                folder = "/tmp"
                """);
        read().save(ChatSetting.THEME, "light");
        read().save(ChatSetting.CLIPBOARD, "off");
        read().save(ChatSetting.NOTIFY, "bell");
        read().saveAlias("b", "/chat \"bob\"");
        assertEquals(
                """
                # mine
                name = "alice" # and mine
                notify = "bell"

                [ui]
                theme = "light" # the lamp is on
                clipboard = "off"

                [plugins.files]
                folder = "/tmp"

                [aliases]
                b = "/chat \\"bob\\""
                """,
                Files.readString(file));
        assertEquals("light", read().settings().word(ChatSetting.THEME));
        assertEquals(Map.of("b", "/chat \"bob\""), read().aliases());
        read().saveAlias("b", null);
        assertEquals(Map.of(), read().aliases());
    }

    @Test
    void everySettingIsInTheManualWithItsDefault() throws Exception {
        String manual = Files.readString(Path.of("../docs/cli.md"));
        String page = Files.readString(Path.of("../docs/peerlink.1"));
        for (ChatSetting setting : ChatSetting.values()) {
            String words =
                    setting.words().stream()
                            .map(word -> "`" + word + "`")
                            .collect(java.util.stream.Collectors.joining(", "));
            assertTrue(setting.key().matches("(ui\\.)?[a-z]+(-[a-z]+)*"), setting.key());
            assertTrue(
                    manual.contains(
                            "| `%s` | `%s` | %s |"
                                    .formatted(setting.key(), ChatConfig.variable(setting), words)),
                    setting.key());
            assertTrue(page.contains(setting.key().replace("-", "\\-")), setting.key());
        }
    }

    @Test
    void aMutedPeerStaysMuted() throws Exception {
        PeerId bob = PeerId.ofKey(new byte[] {1});
        Files.writeString(file, "notify = \"both\"\n");
        assertEquals("both", read().notify(bob));
        read().mute(bob, true);
        assertEquals("off", read().notify(bob));
        assertEquals(java.util.List.of(bob.toString()), read().muted());
        read().mute(bob, false);
        assertEquals("both", read().notify(bob));
    }

    @Test
    void aNewFileIsTheOwnersAlone() throws Exception {
        read().save(ChatSetting.THEME, "none");
        assertEquals("[ui]\ntheme = \"none\"\n", Files.readString(file));
        assertEquals(
                "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    }

    @Test
    void aFileThatIsWrittenInAnotherWayStaysAsItIs() throws Exception {
        for (String other :
                java.util.List.of(
                        "ui = { theme = \"dark\" }\n",
                        "[ui]\ntheme = \"\"\"\ndark\"\"\"\n",
                        "x = \"\"\"\n[ui]\n\"\"\"\n")) {
            Files.writeString(file, other);
            ChatConfig config;
            try {
                config = read();
            } catch (CliException e) {
                Files.delete(file);
                config = read();
                Files.writeString(file, other);
            }
            ChatConfig known = config;
            assertThrows(IOException.class, () -> known.save(ChatSetting.THEME, "light"), other);
            assertEquals(other, Files.readString(file));
        }
    }

    @Test
    void aDottedKeyIsChangedWhereItStands() throws Exception {
        Files.writeString(file, "ui.theme = \"dark\"\n");
        read().save(ChatSetting.THEME, "light");
        assertEquals("ui.theme = \"light\"\n", Files.readString(file));
        Path real = Files.move(file, folder.resolve("dotfile"));
        Files.createSymbolicLink(file, real);
        read().save(ChatSetting.THEME, "dark");
        assertTrue(Files.isSymbolicLink(file));
        assertEquals("ui.theme = \"dark\"\n", Files.readString(real));
    }
}
