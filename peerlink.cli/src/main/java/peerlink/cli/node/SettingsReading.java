package peerlink.cli.node;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import peerlink.api.Address;
import peerlink.api.LinkPolicy;
import peerlink.api.PeerName;
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

/** Reads and checks the settings of one run, in the order of their sources. */
final class SettingsReading {
    private static final Duration DEFAULT_KEEP = Duration.ofDays(30);

    private final NodeOptions options;
    private final Environment environment;

    SettingsReading(NodeOptions options, Environment environment) {
        this.options = options;
        this.environment = environment;
    }

    /**
     * Combines options, variables and files.
     *
     * @throws CliException if a setting makes no sense; the message names it
     */
    ProgramSettings settings() throws CliException {
        Profile profile = ProgramSettings.profile(options, environment);
        SettingSources sources = SettingSources.of(profile, environment);
        ConfigFile own = sources.own();
        ConfigFile system = sources.system();
        Optional<String> name = sources.text(options.name, "name");
        Typed typed = environment.typed();
        boolean isDirect =
                SettingWords.checked(
                                sources.text(options.direct, "direct"),
                                SettingWords::truth,
                                typed.with("--direct", "false"))
                        .orElse(true);
        Optional<String> pq = sources.text(null, "pq");
        Optional<String> visibility = sources.text(options.visibility, "visibility");
        Optional<String> requests = sources.text(options.requests, "requests");
        Optional<String> outboxDays = sources.text(null, "outbox-days");
        List<Address> registries = new ArrayList<>();
        List<Address> listen = new ArrayList<>();
        for (String place : sources.list(options.listen, "listen", ConfigFile::listen)) {
            listen.add(
                    SettingWords.checked(
                            place, HostPort::listen, typed.with("--listen", "127.0.0.1:0")));
        }
        for (String registry :
                sources.list(options.registries, "registry", ConfigFile::registries)) {
            registries.add(
                    SettingWords.checked(
                            registry,
                            HostPort::registry,
                            registry.contains("/") && !registry.contains("://")
                                    ? wholeAddress("registry")
                                    : typed.with(
                                            "--registry", ProgramSettings.DEFAULT_LOCAL_REGISTRY)));
        }
        List<Address> relays = new ArrayList<>();
        for (String relay : sources.list(options.relays, "relay", ConfigFile::relays)) {
            relays.add(SettingWords.checked(relay, HostPort::relay, wholeAddress("relay")));
        }
        List<String> places = sources.list(options.announced, "announce", ConfigFile::announced);
        List<Address> announced =
                SettingWords.checked(
                        String.join(",", places),
                        HostPort::announced,
                        ProgramSettings.hasStayingPort(listen)
                                ? typed.with("--announce", "203.0.113.7:7001")
                                : typed.replacing("--announce", "203.0.113.7:7001")
                                        .with("--listen", "0.0.0.0:7001"));
        Map<String, Map<String, String>> plugins = new HashMap<>(system.plugins());
        plugins.putAll(own.plugins());
        Map<String, String> lan = plugins.getOrDefault(LocalNetwork.NAME, Map.of());
        Optional<String> show =
                environment
                        .variable(LocalNetwork.VARIABLE)
                        .or(() -> Optional.ofNullable(lan.get(LocalNetwork.SHOW)));
        PluginFolders pluginFolders =
                options.noPlugins
                        ? PluginFolders.NONE
                        : ProgramSettings.pluginFolders(profile, allowed(options));
        LocalNetwork localNetwork =
                LocalNetwork.of(
                        SettingWords.checked(
                                show,
                                word ->
                                        SettingWords.choice(
                                                LocalNetwork.KEY, word, LocalNetwork.Show.class),
                                typed.under(LocalNetwork.VARIABLE + "=contacts")),
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
                        ? SettingWords.checked(
                                name.get(), PeerName::new, typed.with("--name", "alice"))
                        : profile.defaultNick(environment.userName()),
                List.copyOf(registries),
                Invites.registries(profile, options.invites, registries),
                List.copyOf(relays),
                token(options, environment, profile, own, system),
                SettingWords.checked(
                        environment
                                .variable("PEERLINK_LOCAL_REGISTRY")
                                .orElse(ProgramSettings.DEFAULT_LOCAL_REGISTRY),
                        HostPort::check,
                        typed.under(
                                "PEERLINK_LOCAL_REGISTRY="
                                        + ProgramSettings.DEFAULT_LOCAL_REGISTRY)),
                List.copyOf(listen),
                announced,
                isDirect,
                SettingWords.checked(
                                pq, SettingWords::postQuantum, typed.under("PEERLINK_PQ=required"))
                        .map(LinkPolicy.DEFAULT::with)
                        .orElse(LinkPolicy.DEFAULT),
                SettingWords.checked(
                                visibility,
                                word -> SettingWords.choice("visibility", word, Visibility.class),
                                typed.with("--visibility", "lookup-only"))
                        .orElse(Visibility.PUBLIC),
                SettingWords.checked(
                        requests,
                        word -> SettingWords.choice("requests", word, RequestPolicy.class),
                        typed.with("--requests", "ask")),
                SettingWords.checked(
                                outboxDays,
                                SettingWords::days,
                                typed.under("PEERLINK_OUTBOX_DAYS=30"))
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

    /** Returns the hint for an address without an id, or with a wrong one. */
    private static String wholeAddress(String command) {
        return "the whole address is printed at the start by:\n" + ProgramName.call(command);
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

    private static long journal(SettingSources sources, String key, long usual, Typed typed)
            throws CliException {
        String variable = "PEERLINK_" + key.toUpperCase(Locale.ROOT).replace('-', '_');
        return SettingWords.checked(
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
}
