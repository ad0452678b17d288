package peerlink.cli.node;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import peerlink.api.Address;
import peerlink.api.LinkPolicy;
import peerlink.api.PeerName;
import peerlink.api.PostQuantum;
import peerlink.api.Printable;
import peerlink.api.Visibility;
import peerlink.cli.program.CliException;
import peerlink.cli.program.Environment;
import peerlink.cli.program.ExitCode;
import peerlink.cli.program.ProgramName;
import peerlink.cli.program.Typed;
import peerlink.cli.text.HostPort;
import peerlink.core.model.PluginFolders;
import peerlink.core.model.PluginTimes;
import peerlink.core.model.RequestPolicy;
import peerlink.registry.access.EnrolmentToken;

/**
 * The settings of one run. An option comes before an environment variable, the variable before the
 * profile's configuration file, and that file before the machine's.
 *
 * <p>The file is longer than most, as each setting is read and checked here, in the order of its
 * sources.
 *
 * @param registries the registries that the user named; empty if none
 * @param invited the registries of invites, of earlier ones and of those of this run, that the
 *     user has not named
 * @param relays the relays that the user named; empty if none
 * @param registryToken the token for registries, if the user has one
 * @param localRegistry {@code host:port} of this machine's registry, used if the user names no
 * registry
 * @param listen the addresses to listen on that the user named; empty if none
 * @param announced the addresses that the user announces besides those of the machine
 * @param isDirect whether links to peers may be direct
 * @param links the policy for every link
 * @param visibility the visibility that this peer asks of registries
 * @param requests the policy for requests of unknown peers, if the user set one
 * @param keepFor the longest time for which a message waits for its peer
 * @param journalMessages the messages that may wait for the slowest bot before no more are taken
 * @param journalMib the MiB of content that those may have
 * @param localNetwork the settings of the local network
 * @param pluginFolders the folders of the user's plugins, which run once the user has agreed to
 *     them, and of the image's own; none if the run does without
 * @param plugins the plugins' settings, by plugin name
 * @param systemConfig the configuration file of the machine, which need not be there
 * @param pluginTimes the times that plugins may take
 * @param given the settings of a node that the user has given, in whatever way
 * @param warnings warnings for the user, one line each
 */
public record ProgramSettings(
        Profile profile,
        PeerName name,
        List<Address> registries,
        List<Address> invited,
        List<Address> relays,
        Optional<EnrolmentToken> registryToken,
        String localRegistry,
        List<Address> listen,
        List<Address> announced,
        boolean isDirect,
        LinkPolicy links,
        Visibility visibility,
        Optional<RequestPolicy> requests,
        Duration keepFor,
        long journalMessages,
        long journalMib,
        LocalNetwork localNetwork,
        PluginFolders pluginFolders,
        Map<String, Map<String, String>> plugins,
        Path systemConfig,
        PluginTimes pluginTimes,
        GivenSettings given,
        List<String> warnings) {

    public static final String DEFAULT_LOCAL_REGISTRY = "127.0.0.1:7777";
    private static final Address LOOPBACK = Address.parse("tls://127.0.0.1:0");
    private static final Address EVERYWHERE = Address.parse("tls://0.0.0.0:0");
    private static final Duration DEFAULT_KEEP = Duration.ofDays(30);

    /**
     * Combines options, variables and files.
     *
     * @throws CliException if a setting makes no sense; the message names it
     */
    public static ProgramSettings resolve(NodeOptions options, Environment environment)
            throws CliException {
        Profile profile = profile(options, environment);
        SettingSources sources = SettingSources.of(profile, environment);
        ConfigFile own = sources.own();
        ConfigFile system = sources.system();
        Optional<String> name = sources.text(options.name, "name");
        Typed typed = environment.typed();
        boolean isDirect =
                checked(
                                sources.text(options.direct, "direct"),
                                ProgramSettings::truth,
                                typed.with("--direct", "false"))
                        .orElse(true);
        Optional<String> pq = sources.text(null, "pq");
        Optional<String> visibility = sources.text(options.visibility, "visibility");
        Optional<String> requests = sources.text(options.requests, "requests");
        Optional<String> outboxDays = sources.text(null, "outbox-days");
        List<Address> registries = new ArrayList<>();
        List<Address> listen = new ArrayList<>();
        for (String place : sources.list(options.listen, "listen", ConfigFile::listen)) {
            listen.add(checked(place, HostPort::listen, typed.with("--listen", "127.0.0.1:0")));
        }
        for (String registry :
                sources.list(options.registries, "registry", ConfigFile::registries)) {
            registries.add(
                    checked(
                            registry,
                            HostPort::registry,
                            registry.contains("/") && !registry.contains("://")
                                    ? ProgramName.call("registry")
                                            + " prints the whole address when it starts"
                                    : typed.with("--registry", DEFAULT_LOCAL_REGISTRY)));
        }
        List<Address> relays = new ArrayList<>();
        for (String relay : sources.list(options.relays, "relay", ConfigFile::relays)) {
            relays.add(
                    checked(
                            relay,
                            HostPort::relay,
                            ProgramName.call("relay")
                                    + " prints the whole address when it starts"));
        }
        List<String> places = sources.list(options.announced, "announce", ConfigFile::announced);
        List<Address> announced =
                checked(
                        String.join(",", places),
                        HostPort::announced,
                        hasStayingPort(listen)
                                ? typed.with("--announce", "203.0.113.7:7001")
                                : typed.replacing("--announce", "203.0.113.7:7001")
                                        .with("--listen", "0.0.0.0:7001"));
        Map<String, Map<String, String>> plugins = new HashMap<>(system.plugins());
        plugins.putAll(own.plugins());
        Map<String, String> lan = plugins.getOrDefault(LocalNetwork.NAME, Map.of());
        Optional<String> show =
                environment
                        .variable("PEERLINK_LAN")
                        .or(() -> Optional.ofNullable(lan.get(LocalNetwork.SHOW)));
        PluginFolders pluginFolders =
                options.noPlugins ? PluginFolders.NONE : pluginFolders(profile, allowed(options));
        LocalNetwork localNetwork =
                LocalNetwork.of(
                        checked(
                                show,
                                word -> choice("plugins.lan.show", word, LocalNetwork.Show.class),
                                typed.under("PEERLINK_LAN=contacts")),
                        isDirect && LocalNetwork.isIn(pluginFolders.all()));
        if (localNetwork.isOn()) {
            plugins.put(LocalNetwork.NAME, localNetwork.settings(lan));
        }
        List<String> warnings = new ArrayList<>(own.warnings());
        warnings.addAll(system.warnings());
        if (!isDirect && (!listen.isEmpty() || !announced.isEmpty())) {
            warnings.add("direct is false, so listen and announce are not used");
        }
        return new ProgramSettings(
                profile,
                name.isPresent()
                        ? checked(name.get(), PeerName::new, typed.with("--name", "alice"))
                        : profile.defaultNick(environment.userName()),
                List.copyOf(registries),
                Invites.registries(profile, options.invites, registries),
                List.copyOf(relays),
                token(options, environment, profile, own, system),
                checked(
                        environment
                                .variable("PEERLINK_LOCAL_REGISTRY")
                                .orElse(DEFAULT_LOCAL_REGISTRY),
                        HostPort::check,
                        typed.under("PEERLINK_LOCAL_REGISTRY=" + DEFAULT_LOCAL_REGISTRY)),
                List.copyOf(listen),
                announced,
                isDirect,
                checked(pq, ProgramSettings::postQuantum, typed.under("PEERLINK_PQ=required"))
                        .map(LinkPolicy.DEFAULT::with)
                        .orElse(LinkPolicy.DEFAULT),
                checked(
                                visibility,
                                word -> choice("visibility", word, Visibility.class),
                                typed.with("--visibility", "lookup-only"))
                        .orElse(Visibility.PUBLIC),
                checked(
                        requests,
                        word -> choice("requests", word, RequestPolicy.class),
                        typed.with("--requests", "ask")),
                checked(outboxDays, ProgramSettings::days, typed.under("PEERLINK_OUTBOX_DAYS=30"))
                        .orElse(DEFAULT_KEEP),
                journal(sources, "journal-messages", 100_000, typed),
                journal(sources, "journal-mib", 64, typed),
                localNetwork,
                pluginFolders,
                Map.copyOf(plugins),
                environment.systemConfig(),
                pluginTimes(own, system),
                sources.given(options),
                List.copyOf(warnings));
    }

    /**
     * Returns the directories to use: those that the user named, or else this machine's, and the
     * registries of invites.
     *
     * @param hosting whether this run may host this machine's registry if no other process does
     */
    public List<Address> directories(boolean hosting) {
        if (registries.isEmpty()) {
            Address local = Address.parse((hosting ? "local://" : "registry://") + localRegistry);
            return Stream.concat(
                            Stream.of(local),
                            invited.stream().filter(one -> !one.shortForm().equals(localRegistry)))
                    .toList();
        }
        return Stream.concat(registries.stream(), invited.stream()).toList();
    }

    /** Tells whether this is the machine's own registry, which nobody has named: it may not run. */
    boolean isUnnamed(Address directory) {
        return registries.isEmpty() && directory.shortForm().equals(localRegistry);
    }

    /**
     * Returns the addresses to listen on, of one scheme or several: by default one on loopback
     * only, as long as every registry is this machine's, nobody else is to find the node on the
     * local network, and no other address is announced.
     */
    public List<Address> listenAddresses() {
        return listen.isEmpty() ? List.of(isForThisMachine() ? LOOPBACK : EVERYWHERE) : listen;
    }

    /**
     * Returns the addresses to listen on as well once an invite leads beyond this machine: as the
     * next start would, unless the user has named some.
     */
    List<Address> listenOnceInvited() {
        return listen.isEmpty() && isForThisMachine() ? List.of(EVERYWHERE) : List.of();
    }

    private boolean isForThisMachine() {
        return !localNetwork.isOn()
                && Stream.of(registries, invited, announced)
                        .flatMap(List::stream)
                        .allMatch(HostPort::isLoopback);
    }

    /**
     * Refuses an announced address where no port to listen on stays the same: whoever forwards a
     * port, forwards it to one.
     *
     * @param typed the command line, for the hint
     */
    void requireStayingPort(Typed typed) throws CliException {
        Optional<Address> forwarded =
                announced.stream().filter(address -> address.uri().getPort() > 0).findFirst();
        if (isDirect && forwarded.isPresent() && !hasStayingPort(listen)) {
            Address first = forwarded.get();
            throw new CliException(
                    ExitCode.USAGE,
                    "%s is announced, but nothing says on which port to listen, so any free one would be taken"
                            .formatted(first.shortForm()),
                    typed.with("--listen", "0.0.0.0:" + first.port()));
        }
    }

    private static boolean hasStayingPort(List<Address> listen) {
        // other transports' addresses need not have one
        return listen.stream().anyMatch(address -> address.uri().getPort() > 0);
    }

    /** Returns the folders of the user's plugins and of the image's own. */
    static PluginFolders pluginFolders(Profile profile, Map<String, String> allowed) {
        return new PluginFolders(
                Optional.of(profile.plugins()),
                List.of(Path.of(System.getProperty("java.home", "."), "plugins")),
                allowed);
    }

    private static Map<String, String> allowed(NodeOptions options) throws CliException {
        Map<String, String> allowed = new HashMap<>();
        for (String word : options.allowedPlugins) {
            if (!word.matches("[a-z0-9-]{1,40}=[0-9a-f]{64}")) {
                throw new CliException(
                        ExitCode.USAGE,
                        "not a plugin's name and SHA-256: '%s' (such as echo=%s)"
                                .formatted(Printable.excerpt(word), "0".repeat(64)),
                        options.call("plugins list --json"));
            }
            String[] parts = word.split("=", 2);
            allowed.put(parts[0], parts[1]);
        }
        return allowed;
    }

    private static Optional<EnrolmentToken> token(
            NodeOptions options,
            Environment environment,
            Profile profile,
            ConfigFile own,
            ConfigFile system)
            throws CliException {
        Path machine = environment.systemConfig().toAbsolutePath().getParent();
        Optional<String> mine = own.text(RegistryToken.KEY);
        return RegistryToken.read(
                options.registryTokenFile,
                environment,
                mine.or(() -> system.text(RegistryToken.KEY)),
                mine.isPresent() || machine == null ? profile.directory() : machine);
    }

    /** Returns the policy for the word of the post-quantum key exchange. */
    public static PostQuantum postQuantum(String word) {
        return choice("pq", word, PostQuantum.class);
    }

    /** Returns the profile, without looking at its folder. */
    public static Profile profile(NodeOptions options, Environment environment)
            throws CliException {
        PeerName name =
                checked(
                        Optional.ofNullable(options.profile)
                                .or(() -> environment.variable("PEERLINK_PROFILE"))
                                .orElse(Profile.DEFAULT.text()),
                        PeerName::new,
                        environment.typed().with("--profile", "alice"));
        if (options.home != null) {
            if (options.home.toString().isEmpty()) {
                throw new CliException(
                        ExitCode.USAGE,
                        "no folder: --home is empty",
                        environment.typed().without("--home"));
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
                    ExitCode.USAGE,
                    "not a folder: PEERLINK_HOME is '" + Printable.excerpt(e.getInput()) + "'",
                    "");
        }
    }

    /**
     * Returns the constant of a word in lower case and with hyphens.
     *
     * @throws IllegalArgumentException if there is no such constant
     */
    public static <E extends Enum<E>> E choice(String key, String word, Class<E> type) {
        List<String> words = new ArrayList<>();
        for (E constant : type.getEnumConstants()) {
            String its = constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
            if (its.equals(word)) {
                return constant;
            }
            words.add(its);
        }
        throw new IllegalArgumentException(
                "not a word for %s: '%s' (one of %s)"
                        .formatted(key, Printable.excerpt(word), String.join(", ", words)));
    }

    private static PluginTimes pluginTimes(ConfigFile own, ConfigFile system) throws CliException {
        Map<String, String> millis = new HashMap<>(system.pluginLimits());
        millis.putAll(own.pluginLimits());
        PluginTimes usual = PluginTimes.DEFAULT;
        PluginTimes times =
                new PluginTimes(
                        time("start", millis, usual.start()),
                        time("accepts", millis, usual.accepts()),
                        time("handle", millis, usual.handle()),
                        time("complete", millis, usual.complete()));
        if (!millis.isEmpty()) {
            throw new CliException(
                    ExitCode.USAGE,
                    "unknown key in [plugin-limits]: '%s' (start, accepts, handle and complete, in milliseconds)"
                            .formatted(Printable.excerpt(millis.keySet().iterator().next())),
                    "");
        }
        return times;
    }

    private static Duration time(String key, Map<String, String> millis, Duration usual)
            throws CliException {
        String text = millis.remove(key);
        if (text == null) {
            return usual;
        }
        if (!text.matches("[0-9]{1,7}") || Integer.parseInt(text) == 0) {
            throw new CliException(
                    ExitCode.USAGE,
                    "not a number of milliseconds for %s in [plugin-limits]: '%s' (1 to 9999999)"
                            .formatted(key, Printable.excerpt(text)),
                    "");
        }
        return Duration.ofMillis(Integer.parseInt(text));
    }

    private static boolean truth(String word) {
        return switch (word) {
            case "true" -> true;
            case "false" -> false;
            default ->
                    throw new IllegalArgumentException(
                            "not a word for direct: '%s' (one of true, false)"
                                    .formatted(Printable.excerpt(word)));
        };
    }

    private static long journal(SettingSources sources, String key, long usual, Typed typed)
            throws CliException {
        String variable = "PEERLINK_" + key.toUpperCase(Locale.ROOT).replace('-', '_');
        return checked(
                        sources.text(null, key),
                        text -> {
                            if (!text.matches("[1-9][0-9]{0,8}")) {
                                throw new IllegalArgumentException(
                                        "not a number for %s: '%s' (1 to 999999999)"
                                                .formatted(key, Printable.excerpt(text)));
                            }
                            return Long.valueOf(text);
                        },
                        typed.under(variable + "=" + usual))
                .orElse(usual);
    }

    private static Duration days(String text) {
        if (!text.matches("[0-9]{1,4}") || Integer.parseInt(text) == 0) {
            throw new IllegalArgumentException(
                    "not a number of days for outbox-days: '%s' (1 to 9999)"
                            .formatted(Printable.excerpt(text)));
        }
        return Duration.ofDays(Integer.parseInt(text));
    }

    private static <T> Optional<T> checked(
            Optional<String> text, Function<String, T> reading, String hint) throws CliException {
        return text.isPresent()
                ? Optional.of(checked(text.get(), reading, hint))
                : Optional.empty();
    }

    /**
     * Reads a value.
     *
     * @param hint the command with a right value
     */
    private static <T> T checked(String text, Function<String, T> reading, String hint)
            throws CliException {
        try {
            return reading.apply(text);
        } catch (IllegalArgumentException e) {
            throw new CliException(ExitCode.USAGE, String.valueOf(e.getMessage()), hint);
        }
    }
}
