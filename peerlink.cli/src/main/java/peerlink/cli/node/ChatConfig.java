package peerlink.cli.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import peerlink.api.PeerId;
import peerlink.cli.program.CliException;
import peerlink.cli.program.Environment;
import peerlink.cli.program.ExitCode;
import peerlink.cli.text.ChatSetting;
import peerlink.cli.text.ChatSettings;

/**
 * The settings and aliases of a chat, from the variables of its user, the profile's {@code
 * config.toml} and the machine's. Changes go into the profile's file. Safe for use by several
 * threads.
 */
public final class ChatConfig {
    private static final String MUTED = "off";

    private final Path folder;
    private final Path file;
    private final ChatSettings settings = ChatSettings.usual();
    private final Map<String, String> aliases = new TreeMap<>();
    private final Map<String, String> notifyPeers = new TreeMap<>();
    private final ReentrantLock lock = new ReentrantLock();

    private ChatConfig(Profile profile) {
        this.folder = profile.directory();
        this.file = profile.configFile();
    }

    /**
     * Reads the settings, of the node's files and the user's variables.
     *
     * @throws CliException if one makes no sense; the message names it
     */
    public static ChatConfig read(ProgramSettings settings, Environment environment)
            throws CliException {
        return read(settings.profile(), settings.systemConfig(), environment);
    }

    /** Reads the settings of a profile and those of a machine. */
    public static ChatConfig read(Profile profile, Path machine, Environment environment)
            throws CliException {
        ChatConfig config = new ChatConfig(profile);
        ConfigFile own = ConfigFile.read(config.file);
        ConfigFile system = ConfigFile.read(machine);
        for (ChatSetting setting : ChatSetting.values()) {
            Optional<String> word =
                    environment
                            .variable(variable(setting))
                            .or(() -> own.text(setting.key()))
                            .or(() -> system.text(setting.key()));
            try {
                word.ifPresent(value -> config.settings.change(setting, value));
            } catch (IllegalArgumentException e) {
                throw new CliException(
                        ExitCode.USAGE,
                        String.valueOf(e.getMessage()),
                        environment.typed().under(variable(setting) + "=" + setting.usual()));
            }
        }
        config.notifyPeers.putAll(system.notifyPeers());
        config.notifyPeers.putAll(own.notifyPeers());
        config.notifyPeers.values().retainAll(ChatSetting.NOTIFY.words());
        config.aliases.putAll(system.aliases());
        config.aliases.putAll(own.aliases());
        return config;
    }

    /** Finds the settings of the chat of a user with certain variables. */
    public interface Source {
        ChatConfig of(Environment environment) throws CliException;
    }

    /** Returns the variables of a user that a chat asks for. */
    public static List<String> variables() {
        return Stream.concat(
                        Stream.of("VISUAL", "EDITOR", "INPUTRC"),
                        Arrays.stream(ChatSetting.values()).map(ChatConfig::variable))
                .toList();
    }

    /** Returns the variable that comes before the files. */
    static String variable(ChatSetting setting) {
        return "PEERLINK_"
                + setting.key().toUpperCase(Locale.ROOT).replace('-', '_').replace('.', '_');
    }

    /** Returns the settings, which change with {@link #save}. */
    public ChatSettings settings() {
        return settings;
    }

    /** Returns the profile's folder. */
    public Path folder() {
        return folder;
    }

    /** Returns the commands that the user has named, by name without a slash. */
    public Map<String, String> aliases() {
        lock.lock();
        try {
            return Map.copyOf(aliases);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Changes a setting, from now on and for later starts.
     *
     * @throws IllegalArgumentException if the setting has no such word
     * @throws IOException if the file can't be changed; then the setting has changed for this chat
     */
    public void save(ChatSetting setting, String word) throws IOException {
        settings.change(setting, word);
        int dot = setting.key().indexOf('.');
        write(
                setting.key().substring(0, Math.max(0, dot)),
                setting.key().substring(dot + 1),
                word,
                changed -> changed.text(setting.key()));
    }

    /**
     * Names a command, from now on and for later starts.
     *
     * @param line the command; null takes the name back
     * @throws IOException if the file can't be changed; then nothing has changed
     */
    public void saveAlias(String name, @Nullable String line) throws IOException {
        write("aliases", name, line, changed -> Optional.ofNullable(changed.aliases().get(name)));
        lock.lock();
        try {
            if (line == null) {
                aliases.remove(name);
            } else {
                aliases.put(name, line);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Returns the ids of the peers that are muted. */
    public List<String> muted() {
        lock.lock();
        try {
            return notifyPeers.entrySet().stream()
                    .filter(entry -> entry.getValue().equals(MUTED))
                    .map(Map.Entry::getKey)
                    .toList();
        } finally {
            lock.unlock();
        }
    }

    /** Returns the word of {@link ChatSetting#NOTIFY} for messages of a peer. */
    public String notify(PeerId peer) {
        lock.lock();
        try {
            return notifyPeers.getOrDefault(peer.toString(), settings.word(ChatSetting.NOTIFY));
        } finally {
            lock.unlock();
        }
    }

    /**
     * Mutes a peer or lets it be heard again, from now on and for later starts.
     *
     * @throws IOException if the file can't be changed; then nothing has changed
     */
    public void mute(PeerId peer, boolean isMuted) throws IOException {
        String id = peer.toString();
        write(
                "notify-peers",
                id,
                isMuted ? MUTED : null,
                changed -> Optional.ofNullable(changed.notifyPeers().get(id)));
        lock.lock();
        try {
            if (isMuted) {
                notifyPeers.put(id, MUTED);
            } else {
                notifyPeers.remove(id);
            }
        } finally {
            lock.unlock();
        }
    }

    private interface Reading {
        Optional<String> in(ConfigFile file);
    }

    private void write(String table, String key, @Nullable String value, Reading reading)
            throws IOException {
        lock.lock();
        try {
            TomlEdit edit = new TomlEdit(Files.notExists(file) ? "" : Files.readString(file));
            edit.set(table, key, value);
            Path fresh = Files.createTempFile(folder, "config", ".tmp");
            try {
                Files.writeString(fresh, edit.text());
                // a file that is written in another way than the edit understands stays
                if (!reading.in(ConfigFile.read(fresh)).equals(Optional.ofNullable(value))) {
                    throw new IOException(
                            "can't change %s: its entry is written in a way that only an editor can change"
                                    .formatted(file));
                }
                if (Files.exists(file)) {
                    Files.setPosixFilePermissions(fresh, Files.getPosixFilePermissions(file));
                }
                // a link, as users of dotfiles have it, stays one
                Path target = Files.isSymbolicLink(file) ? file.toRealPath() : file;
                Files.move(fresh, target, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(fresh);
            }
        } catch (CliException e) {
            throw new IOException(e.getMessage(), e);
        } finally {
            lock.unlock();
        }
    }
}
