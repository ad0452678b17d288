package peerlink.cli.registry;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import peerlink.cli.node.Profile;
import peerlink.cli.program.CliException;
import peerlink.cli.program.Environment;
import peerlink.cli.program.ExitCode;
import peerlink.cli.program.Failures;
import peerlink.core.identity.IdentityStore;
import peerlink.registry.relay.RelayLimit;
import peerlink.registry.relay.RelayOptions;

/** Resolves and checks the settings of a relay alone, all of them. */
final class RelayPlan {
    /** The default address; beside that of a registry, which may be on the same machine. */
    private static final String USUAL_LISTEN = "127.0.0.1:7779";

    private static final String USUAL_ADMIN = "127.0.0.1:7781";

    private final RegistrySources sources;
    private final SettingReader reader;
    private final RelaySettings settings;

    /**
     * @param profile the profile whose home counts, and nothing else
     * @param config the configuration file, if the operator named one; else it is {@code
     * HOME/relay/config.toml}
     * @throws CliException if a file can't be read
     */
    RelayPlan(RelayArguments given, Profile profile, @Nullable Path config, Environment environment)
            throws CliException {
        Path folder = profile.home().resolve("relay");
        sources =
                new RegistrySources(
                        RegistrySources.RELAY,
                        "relay",
                        given.given(),
                        config,
                        folder.resolve("config.toml"),
                        environment);
        reader = new SettingReader(sources, environment.typed());
        settings = resolve(folder);
    }

    /**
     * Returns the settings.
     *
     * @throws CliException with the first problem, if there is one
     */
    RelaySettings settings() throws CliException {
        if (!reader.problems().isEmpty()) {
            throw reader.problems().getFirst();
        }
        return settings;
    }

    /** Returns all problems, also those with files that are on the disk already. */
    List<CliException> problems() {
        List<CliException> all = new ArrayList<>(reader.problems());
        Path data = settings.data();
        try {
            if (Files.exists(data.resolve(IdentityStore.FILE_NAME))) {
                IdentityStore.isProtected(data);
            }
        } catch (IOException e) {
            all.add(new CliException(ExitCode.USAGE, Failures.message(e), ""));
        }
        return all;
    }

    /** Returns the lines of a configuration file with the values in use. */
    List<String> lines() {
        return sources.lines(Map.of());
    }

    /** Returns the values in use as the fields of objects. */
    List<Map<String, @Nullable Object>> fields() {
        return sources.fields(Map.of());
    }

    private RelaySettings resolve(Path usualData) throws CliException {
        RelayOptions options = RelayOptions.defaults();
        for (RelayLimit limit : RelayLimit.values()) {
            options = options.with(limit, reader.count(RelayArguments.key(limit), limit.usual()));
        }
        return new RelaySettings(
                reader.value("data", usualData.toString(), text -> sources.path("data", text)),
                reader.listen(USUAL_LISTEN),
                reader.admin(USUAL_ADMIN),
                sources.isAsked("admin"),
                reader.adminNames(),
                reader.allowList("allow"),
                options.links(reader.links().accepting(1, 1)),
                reader.log(),
                options);
    }
}
