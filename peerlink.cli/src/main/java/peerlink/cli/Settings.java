package peerlink.cli;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import peerlink.api.Address;
import peerlink.api.LinkPolicy;
import peerlink.api.PeerName;
import peerlink.api.PostQuantum;
import peerlink.api.Printable;
import peerlink.core.RequestPolicy;

/**
 * What holds for one run: an option before an environment variable before the profile's configuration file before the
 * machine's.
 *
 * @param registries the registries that the user named; empty if none
 * @param localRegistry {@code host:port} of this machine's registry, used where none is named
 * @param listen where to listen, if the user said so
 * @param links what every link must be like
 * @param requests what to do with peers that are no contacts and write, if the user said so
 * @param plugins settings by plugin name
 * @param warnings for the user; one line each
 */
record Settings(
        Profile profile,
        PeerName name,
        List<Address> registries,
        String localRegistry,
        Optional<Address> listen,
        LinkPolicy links,
        Optional<RequestPolicy> requests,
        Map<String, Map<String, String>> plugins,
        List<String> warnings) {

    private static final String DEFAULT_LOCAL_REGISTRY = "127.0.0.1:7777";

    /**
     * Combines options, variables and files.
     *
     * @throws CliException if one of them makes no sense; the message says which
     */
    static Settings resolve(NodeOptions options, Environment environment) throws CliException {
        Profile profile = profile(options, environment);
        ConfigFile own = ConfigFile.read(profile.configFile());
        ConfigFile system = ConfigFile.read(environment.systemConfig());

        Optional<String> name =
                first(options.name, environment.variable("PEERLINK_NAME"))
                        .or(own::name)
                        .or(system::name);
        Optional<String> listen =
                first(options.listen, environment.variable("PEERLINK_LISTEN"))
                        .or(own::listen)
                        .or(system::listen);
        Optional<String> pq = environment.variable("PEERLINK_PQ").or(own::pq).or(system::pq);
        Optional<String> requests =
                first(options.requests, environment.variable("PEERLINK_REQUESTS"))
                        .or(own::requests)
                        .or(system::requests);
        List<Address> registries = new ArrayList<>();
        for (String registry : registries(options, environment, own, system)) {
            registries.add(HostPort.registry(registry));
        }
        Map<String, Map<String, String>> plugins = new HashMap<>(system.plugins());
        plugins.putAll(own.plugins());
        List<String> warnings = new ArrayList<>(own.warnings());
        warnings.addAll(system.warnings());
        return new Settings(
                profile,
                name.isPresent()
                        ? peerName(name.get())
                        : profile.defaultNick(environment.userName()),
                List.copyOf(registries),
                HostPort.check(
                        environment
                                .variable("PEERLINK_LOCAL_REGISTRY")
                                .orElse(DEFAULT_LOCAL_REGISTRY)),
                listen.isPresent() ? Optional.of(HostPort.listen(listen.get())) : Optional.empty(),
                pq.isPresent()
                        ? LinkPolicy.DEFAULT.with(postQuantum(pq.get()))
                        : LinkPolicy.DEFAULT,
                requests.isPresent()
                        ? Optional.of(requestPolicy(requests.get()))
                        : Optional.empty(),
                Map.copyOf(plugins),
                List.copyOf(warnings));
    }

    /**
     * Returns the directories to use.
     *
     * @param hosting whether this run may host this machine's registry where nobody does yet
     */
    List<Address> directories(boolean hosting) {
        return registries.isEmpty()
                ? List.of(Address.parse((hosting ? "local://" : "registry://") + localRegistry))
                : registries;
    }

    /** Returns where to listen: on loopback only, as long as no registry is elsewhere. */
    Address listenAddress() {
        boolean loopback = registries.stream().allMatch(HostPort::isLoopback);
        return listen.orElse(Address.parse(loopback ? "tls://127.0.0.1:0" : "tls://0.0.0.0:0"));
    }

    private static Profile profile(NodeOptions options, Environment environment)
            throws CliException {
        PeerName name =
                peerName(
                        first(options.profile, environment.variable("PEERLINK_PROFILE"))
                                .orElse(Profile.DEFAULT.text()));
        if (options.home != null) {
            if (options.home.toString().isEmpty()) {
                throw new CliException(
                        ExitCode.USAGE,
                        "no folder: --home is empty",
                        ProgramName.call("--home DIR"));
            }
            return new Profile(options.home.toAbsolutePath().normalize(), name);
        }
        Optional<String> home = environment.variable("PEERLINK_HOME");
        try {
            return new Profile(
                    home.isPresent()
                            ? Path.of(home.get()).toAbsolutePath().normalize()
                            : Profile.defaultHome(environment),
                    name);
        } catch (InvalidPathException e) {
            throw new CliException(
                    ExitCode.USAGE, "not a folder: PEERLINK_HOME is '" + e.getInput() + "'", "");
        }
    }

    private static List<String> registries(
            NodeOptions options, Environment environment, ConfigFile own, ConfigFile system) {
        if (!options.registries.isEmpty()) {
            return options.registries;
        }
        Optional<String> variable = environment.variable("PEERLINK_REGISTRY");
        if (variable.isPresent()) {
            return List.of(variable.get().trim().split("[,\\s]+"));
        }
        return own.registries().isEmpty() ? system.registries() : own.registries();
    }

    private static PostQuantum postQuantum(String word) throws CliException {
        return switch (word) {
            case "required" -> PostQuantum.REQUIRED;
            case "preferred" -> PostQuantum.PREFERRED;
            default ->
                    throw new CliException(
                            ExitCode.USAGE,
                            "not a word for pq: '%s' (required or preferred)"
                                    .formatted(Printable.excerpt(word)),
                            "PEERLINK_PQ=required " + ProgramName.call(""));
        };
    }

    private static RequestPolicy requestPolicy(String text) throws CliException {
        return switch (text) {
            case "ask" -> RequestPolicy.ASK;
            case "accept" -> RequestPolicy.ACCEPT;
            case "refuse" -> RequestPolicy.REFUSE;
            default ->
                    throw new CliException(
                            ExitCode.USAGE,
                            "not a setting for requests: '%s' (ask, accept or refuse)"
                                    .formatted(Printable.excerpt(text)),
                            ProgramName.call("--requests ask"));
        };
    }

    private static PeerName peerName(String text) throws CliException {
        try {
            return new PeerName(text);
        } catch (IllegalArgumentException e) {
            throw new CliException(
                    ExitCode.USAGE,
                    String.valueOf(e.getMessage()),
                    ProgramName.call("--name alice"));
        }
    }

    private static Optional<String> first(@Nullable String option, Optional<String> variable) {
        return Optional.ofNullable(option).or(() -> variable);
    }
}
