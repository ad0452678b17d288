package peerlink.cli.node;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import peerlink.api.Address;

/**
 * The settings of the local network, {@code [plugins.lan]}, for the plugin {@code lan} that finds
 * peers there.
 *
 * @param show the peers that see this one there; {@link Show#OFF} also if there is no such plugin
 * @param isChosen whether the user has set that
 */
public record LocalNetwork(Show show, boolean isChosen) {
    /** The plugin's name, which is the scheme of its directory, too. */
    static final String NAME = "lan";

    /**
     * The group of multicast over IPv4, of those that each site uses as it likes (RFC 2365), and
     * the port: docs/lan-protocol.md.
     */
    private static final Address DIRECTORY = Address.of(NAME, "239.255.80.76", 7776);

    static final String SHOW = "show";

    /** The name of the setting among those of a node. */
    public static final String KEY = "plugins.lan.show";

    static final String VARIABLE = "PEERLINK_LAN";

    /** The peers of the local network that see this one. */
    public enum Show {
        VISIBLE,
        CONTACTS,
        OFF;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** The peers that see this one if the user has not said. */
    public static final Show USUAL = Show.VISIBLE;

    /**
     * Returns the settings.
     *
     * @param chosen the user's choice, if there is one
     * @param isThere whether there is the plugin
     */
    static LocalNetwork of(Optional<Show> chosen, boolean isThere) {
        return new LocalNetwork(isThere ? chosen.orElse(USUAL) : Show.OFF, chosen.isPresent());
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
        return isOn() ? new Address[] {DIRECTORY} : new Address[0];
    }

    /** Returns the settings with the one that counts, as the plugin reads it. */
    Map<String, String> settings(Map<String, String> given) {
        Map<String, String> all = new HashMap<>(given);
        all.put(SHOW, show.word());
        return Map.copyOf(all);
    }
}
