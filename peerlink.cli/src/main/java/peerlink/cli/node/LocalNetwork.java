package peerlink.cli.node;

import peerlink.api.Address;
import peerlink.api.Printable;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The settings of the local network, {@code [plugins.lan]}, for the plugin {@code lan} that finds
 * peers there.
 *
 * @param show the peers that see this one there; {@link Show#OFF} also if there is no such plugin
 * @param isChosen whether the user has set that
 * @param port the UDP port that all nodes of the network share
 */
public record LocalNetwork(Show show, boolean isChosen, int port) {
    /** The plugin's name, which is the scheme of its directory, too. */
    static final String NAME = "lan";

    /** The group of multicast over IPv4, of those that each site uses as it likes (RFC 2365). */
    private static final String GROUP = "239.255.80.76";

    private static final int USUAL_PORT = 7776;
    private static final String SHOW = "show";

    /** The peers of the local network that see this one. */
    public enum Show {
        VISIBLE,
        CONTACTS,
        OFF;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Reads the settings.
     *
     * @param variable the value of the variable, which comes before the file
     * @param settings those under {@code [plugins.lan]}
     * @throws IllegalArgumentException if one makes no sense; the message names it
     */
    static LocalNetwork of(
            Optional<String> variable, Map<String, String> settings, boolean isThere) {
        Optional<String> word = variable.or(() -> Optional.ofNullable(settings.get(SHOW)));
        Show show =
                word.map(text -> ProgramSettings.choice("plugins.lan.show", text, Show.class))
                        .orElse(Show.VISIBLE);
        String port = settings.getOrDefault("port", Integer.toString(USUAL_PORT));
        if (!port.matches("[0-9]{1,5}")
                || Integer.parseInt(port) == 0
                || Integer.parseInt(port) > 65_535) {
            throw new IllegalArgumentException(
                    "not a port for plugins.lan.port: '%s' (1 to 65535)"
                            .formatted(Printable.excerpt(port)));
        }
        return new LocalNetwork(
                isThere ? show : Show.OFF, word.isPresent(), Integer.parseInt(port));
    }

    /** Tells whether one of the folders has the plugin. */
    static boolean isIn(List<Path> pluginFolders) {
        return pluginFolders.stream()
                .flatMap(folder -> Stream.of(folder.resolve("lan.jar"), folder.resolve(NAME)))
                .anyMatch(Files::exists);
    }

    public boolean isOn() {
        return show != Show.OFF;
    }

    /** Returns the directory to use; none if it is off. */
    Address[] directories() {
        return isOn() ? new Address[] {Address.of(NAME, GROUP, port)} : new Address[0];
    }

    /** Returns the settings with the one that counts, as the plugin reads it. */
    Map<String, String> settings(Map<String, String> given) {
        Map<String, String> all = new HashMap<>(given);
        all.put(SHOW, show.word());
        return Map.copyOf(all);
    }
}
