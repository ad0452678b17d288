package peerlink.cli.node;

import java.nio.file.Path;
import java.util.Optional;
import peerlink.api.PeerName;
import peerlink.cli.program.CliException;
import peerlink.cli.program.Environment;
import peerlink.cli.program.ExitCode;

/**
 * An identity of the user with its folder.
 *
 * @param home the folder of all profiles and of the user's plugins
 * @param name the profile's name; has the form of a {@link PeerName}, so it is a safe folder name
 * too
 */
public record Profile(Path home, PeerName name) {
    static final PeerName DEFAULT = new PeerName("default");

    /**
     * Returns the profile's folder, with its key, contacts, configuration and the plugins' data.
     */
    public Path directory() {
        return home.resolve("profiles").resolve(name.text());
    }

    Path configFile() {
        return directory().resolve("config.toml");
    }

    /** Returns the folder of the user's plugins, for all profiles. */
    public Path plugins() {
        return home.resolve("plugins");
    }

    /**
     * Returns the name of a user who has chosen none: the profile's name, or for the default
     * profile the user's.
     */
    PeerName defaultNick(String userName) {
        return name.text().equals(DEFAULT.text()) ? cleaned(userName) : name;
    }

    private static PeerName cleaned(String userName) {
        String name = userName.replaceAll("[^A-Za-z0-9._-]", "-").replaceFirst("^[._-]+", "");
        String cut = name.substring(0, Math.min(name.length(), PeerName.MAX_LENGTH));
        return cut.isEmpty() ? new PeerName("me") : new PeerName(cut);
    }

    /**
     * Returns the default home: {@code $XDG_DATA_HOME/peerlink}, or {@code ~/.local/share/peerlink}
     * if the variable holds no absolute path.
     */
    static Path defaultHome(Environment environment) throws CliException {
        // the XDG specification has relative paths ignored
        Optional<Path> data =
                environment.variable("XDG_DATA_HOME").map(Path::of).filter(Path::isAbsolute);
        if (data.isEmpty() && !environment.userHome().isAbsolute()) {
            throw new CliException(
                    ExitCode.ERROR,
                    "no home folder: neither HOME nor the system's list of users says where it is",
                    environment.typed().with("--home", "/var/lib/peerlink"));
        }
        return data.orElseGet(() -> environment.userHome().resolve(".local").resolve("share"))
                .resolve("peerlink");
    }
}
