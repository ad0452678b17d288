package peerlink.cli.registry;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import peerlink.api.Address;
import peerlink.api.LinkPolicy;
import peerlink.api.Printable;
import peerlink.cli.log.LogLineFormat;
import peerlink.cli.node.NodeAssembly;
import peerlink.cli.node.Profile;
import peerlink.cli.node.ProgramSettings;
import peerlink.cli.program.CliException;
import peerlink.cli.program.Environment;
import peerlink.cli.program.ExitCode;
import peerlink.cli.program.Failures;
import peerlink.core.identity.IdentityStore;
import peerlink.registry.access.AllowList;
import peerlink.registry.relay.RelayLimit;
import peerlink.registry.relay.RelayOptions;
import peerlink.registry.server.Openness;
import peerlink.registry.server.RegistryLimit;
import peerlink.registry.server.RegistryOptions;

/**
 * Resolves and checks the settings of a registry. Looks at all of them, so that an operator sees
 * all problems at once.
 */
final class RegistryPlan {
    /** Leaves it to the openness whether the registry is a relay. */
    private static final String AUTOMATIC = "automatic";

    private final RegistrySources sources;
    private final SettingReader reader;
    private final RegistryStores stores;
    private final RegistrySettings settings;

    /**
     * @param profile the profile whose home counts, and nothing else: the folder of all profiles
     * and plugins
     * @param config the configuration file, if the operator named one; else it is
     * {@code HOME/registry/config.toml}
     * @throws CliException if a file can't be read
     */
    RegistryPlan(
            RegistryArguments given,
            Profile profile,
            @Nullable Path config,
            Environment environment)
            throws CliException {
        Path folder = profile.home().resolve("registry");
        stores = new RegistryStores(NodeAssembly.pluginFolders(profile), environment.typed());
        sources =
                new RegistrySources(
                        RegistrySources.REGISTRY,
                        "registry",
                        given.given(),
                        config,
                        folder.resolve("config.toml"),
                        environment);
        reader = new SettingReader(sources, environment.typed());
        settings =
                resolve(
                        folder,
                        environment
                                .variable("PEERLINK_LOCAL_REGISTRY")
                                .orElse(ProgramSettings.DEFAULT_LOCAL_REGISTRY));
    }

    /**
     * Returns the settings.
     *
     * @throws CliException with the first problem, if there is one
     */
    RegistrySettings settings() throws CliException {
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
            if (Files.exists(data) && !(Files.isDirectory(data) && Files.isWritable(data))) {
                throw new IOException("not a folder that can be written: " + data);
            }
            if (Files.exists(data.resolve(IdentityStore.FILE_NAME))) {
                IdentityStore.isProtected(data);
            }
        } catch (IOException e) {
            all.add(new CliException(ExitCode.USAGE, Failures.message(e), ""));
        }
        return all;
    }

    /**
     * Returns the reason why the registry could not begin at this moment although its settings are
     * right.
     */
    Optional<String> obstacle() throws CliException {
        return stores.check(settings.store(), settings.storeSettings());
    }

    /** Returns the lines of a configuration file with the values in use. */
    List<String> lines() {
        return sources.lines(meanings());
    }

    /** Returns the values in use as the fields of objects. */
    List<Map<String, @Nullable Object>> fields() {
        return sources.fields(meanings());
    }

    private Map<String, String> meanings() {
        Map<String, String> meanings = new HashMap<>();
        Openness openness = settings.options().openness();
        if (openness == Openness.AUTOMATIC) {
            meanings.put("visibility", openness.on(settings.listen()).word());
        }
        if (sources.values("relay", List.of(AUTOMATIC)).getFirst().equals(AUTOMATIC)) {
            meanings.put("relay", settings.relay().isPresent() ? "on" : "off");
        }
        return meanings;
    }

    private RegistrySettings resolve(Path usualData, String usualListen) throws CliException {
        Address listen = reader.listen(usualListen);
        Path data = reader.value("data", usualData.toString(), text -> sources.path("data", text));
        Optional<URI> store = reader.value("store", RegistryStores.EMBEDDED, stores::address);
        Optional<InetSocketAddress> admin = reader.admin("127.0.0.1:7780");
        Set<String> adminNames = reader.adminNames();
        Openness openness =
                reader.value("visibility", Openness.AUTOMATIC.word(), RegistryPlan::openness);
        LinkPolicy links = reader.links();
        Optional<AllowList> allow = reader.allowList("allow");
        boolean isUsuallyRelay = openness.on(listen) != Openness.PUBLIC;
        boolean isRelay = reader.value("relay", AUTOMATIC, word -> isRelay(word, isUsuallyRelay));
        Optional<AllowList> relayAllow = reader.allowList("relay-allow");
        boolean probes = reader.value("probe", "on", word -> isOn("probe", word));
        boolean signals = reader.value("signals", "on", word -> isOn("signals", word));
        LogLineFormat log = reader.log();
        RegistryOptions options = RegistryOptions.defaults();
        for (RegistryLimit limit : RegistryLimit.values()) {
            options =
                    options.with(limit, reader.count(RegistryArguments.key(limit), limit.usual()));
        }
        RelayOptions relay = RelayOptions.defaults();
        for (RelayLimit limit : RelayLimit.values()) {
            relay = relay.with(limit, reader.count(RegistryArguments.key(limit), limit.usual()));
        }
        LinkPolicy policy = options.links(links);
        return new RegistrySettings(
                data,
                stores,
                store,
                sources.path("store", ""),
                listen,
                admin,
                sources.isAsked("admin"),
                adminNames,
                allow,
                isRelay ? Optional.of(relay) : Optional.empty(),
                relayAllow,
                isRelay ? relay.links(policy) : policy,
                log,
                options.withOpenness(openness).withSignals(signals).withProbes(probes));
    }

    private static boolean isRelay(String word, boolean usually) {
        return switch (word) {
            case AUTOMATIC -> usually;
            case "on" -> true;
            case "off" -> false;
            default ->
                    throw new IllegalArgumentException(
                            "not a word for relay: '%s' (on, off, automatic)"
                                    .formatted(Printable.excerpt(word)));
        };
    }

    private static boolean isOn(String key, String word) {
        return switch (word) {
            case "on" -> true;
            case "off" -> false;
            default ->
                    throw new IllegalArgumentException(
                            "not a word for %s: '%s' (on, off)"
                                    .formatted(key, Printable.excerpt(word)));
        };
    }

    private static Openness openness(String word) {
        for (Openness openness : Openness.values()) {
            if (openness.word().equals(word)) {
                return openness;
            }
        }
        throw new IllegalArgumentException(
                "not a visibility: '%s' (%s)"
                        .formatted(
                                Printable.excerpt(word),
                                Arrays.stream(Openness.values())
                                        .map(Openness::word)
                                        .collect(Collectors.joining(", "))));
    }
}
