package peerlink.cli.registry;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
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
import peerlink.cli.program.Typed;
import peerlink.cli.text.HostPort;
import peerlink.core.identity.IdentityStore;
import peerlink.registry.access.AllowList;
import peerlink.registry.access.AllowListException;
import peerlink.registry.server.Openness;
import peerlink.registry.server.RegistryLimit;
import peerlink.registry.server.RegistryOptions;

/**
 * Resolves and checks the settings of a registry. Looks at all of them, so that an operator sees
 * all problems at once.
 */
final class RegistryPlan {
    private final Typed typed;
    private final RegistrySources sources;
    private final List<CliException> problems = new ArrayList<>();
    private final RegistryStores stores;
    private final RegistrySettings settings;

    /** Makes a value from its text, or refuses it by either exception. */
    @FunctionalInterface
    private interface Reading<T> {
        T of(String text) throws CliException;
    }

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
        typed = environment.typed();
        stores = new RegistryStores(NodeAssembly.pluginFolders(profile), typed);
        sources = new RegistrySources(given, config, folder.resolve("config.toml"), environment);
        problems.addAll(sources.problems());
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
        if (!problems.isEmpty()) {
            throw problems.getFirst();
        }
        return settings;
    }

    /** Returns all problems, also those with files that are on the disk already. */
    List<CliException> problems() {
        List<CliException> all = new ArrayList<>(problems);
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
        Openness openness = settings.options().openness();
        return sources.lines(
                openness == Openness.AUTOMATIC
                        ? Map.of("visibility", openness.on(settings.listen()).word())
                        : Map.of());
    }

    private RegistrySettings resolve(Path usualData, String usualListen) throws CliException {
        Address listen = value("listen", usualListen, HostPort::listen);
        Path data = value("data", usualData.toString(), text -> sources.path("data", text));
        Optional<URI> store = value("store", RegistryStores.EMBEDDED, stores::address);
        Optional<InetSocketAddress> admin =
                value("admin", "127.0.0.1:7780", RegistryPlan::adminAddress);
        Set<String> adminNames = Set.copyOf(sources.values("admin-name", List.of()));
        Openness openness = value("visibility", Openness.AUTOMATIC.word(), RegistryPlan::openness);
        LinkPolicy links =
                value(
                        "pq",
                        LinkPolicy.DEFAULT.postQuantum().name().toLowerCase(Locale.ROOT),
                        word -> LinkPolicy.DEFAULT.with(ProgramSettings.postQuantum(word)));
        Optional<AllowList> allow = allowList();
        LogLineFormat log =
                value(
                        "log",
                        "plain",
                        word -> ProgramSettings.choice("log", word, LogLineFormat.class));
        RegistryOptions options = RegistryOptions.defaults();
        for (RegistryLimit limit : RegistryLimit.values()) {
            String usual = Integer.toString(limit.usual());
            options =
                    options.with(
                            limit, value(RegistryArguments.key(limit), usual, RegistryPlan::count));
        }
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
                options.links(links),
                log,
                options.withOpenness(openness));
    }

    private <T> T value(String key, String usual, Reading<T> reading) throws CliException {
        String command =
                key.equals("pq")
                        ? typed.under("PEERLINK_PQ=" + usual)
                        : typed.with("--" + key, usual);
        try {
            return reading.of(sources.values(key, List.of(usual)).getFirst());
        } catch (IllegalArgumentException e) {
            problem(key, e, command);
        } catch (CliException e) {
            problem(key, e, e.hint());
        }
        return reading.of(usual); // lets the check go on; a registry with problems does not run
    }

    private void problem(String key, Exception cause, String hint) {
        problems.add(
                new CliException(ExitCode.USAGE, cause.getMessage() + sources.inWords(key), hint));
    }

    private static int count(String text) {
        try {
            int count = Integer.parseInt(text);
            if (count >= 1) {
                return count;
            }
        } catch (NumberFormatException e) {
            // reported below, as zero is
        }
        throw new IllegalArgumentException(
                "not a number from 1 to %d: '%s'"
                        .formatted(Integer.MAX_VALUE, Printable.excerpt(text)));
    }

    private Optional<AllowList> allowList() {
        List<String> named = sources.values("allow", List.of());
        if (named.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    AllowList.read(
                            sources.path("allow", named.getFirst()), InstantSource.system()));
        } catch (AllowListException e) {
            e.problems().forEach(this::allowProblem);
        } catch (IOException e) {
            allowProblem(Failures.message(e));
        }
        return Optional.empty();
    }

    private void allowProblem(String text) {
        problems.add(new CliException(ExitCode.USAGE, text + sources.inWords("allow"), ""));
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

    private static Optional<InetSocketAddress> adminAddress(String text) {
        if (text.equals("off")) {
            return Optional.empty();
        }
        Address address = Address.parse("tls://" + HostPort.check(text));
        InetSocketAddress resolved = new InetSocketAddress(address.host(), address.port());
        if (resolved.isUnresolved()) {
            throw new IllegalArgumentException(
                    "no such host: '" + Printable.excerpt(address.host()) + "'");
        }
        return Optional.of(resolved);
    }
}
