package peerlink.cli.registry;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import peerlink.cli.program.CliException;
import peerlink.cli.program.ExitCode;
import peerlink.registry.relay.RelayLimit;
import peerlink.registry.server.RegistryLimit;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/**
 * The options of {@code peerlink registry} that its configuration file has too, under the same
 * names.
 */
public final class RegistryArguments {
    @Option(
            names = "--listen",
            paramLabel = "HOST:PORT",
            description = "where to listen (default: 127.0.0.1:7777)")
    @Nullable String listen;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "where its key and its leases are kept (default: registry in the home)")
    @Nullable Path data;

    @Option(
            names = "--store",
            paramLabel = "URI",
            description =
                    "where several registries keep their leases together, such as"
                            + " redis://127.0.0.1:6379 with the plugin for it (default: embedded,"
                            + " which is the folder of --data)")
    @Nullable String store;

    @Option(
            names = "--admin",
            paramLabel = "HOST:PORT|off",
            description =
                    "where the status page, /metrics and /healthz are, without a login (default:"
                            + " 127.0.0.1:7780, if that is free)")
    @Nullable String admin;

    @Option(
            names = "--admin-name",
            paramLabel = "NAME",
            description =
                    "a host name by which that port is called, beside its address and localhost;"
                            + " may be repeated")
    List<String> adminNames = new ArrayList<>();

    @Option(
            names = "--allow",
            paramLabel = "FILE",
            description =
                    "who may register, a line each: the id of a peer, token TOKEN (see --new-token)"
                            + " for all who know it, not ID for one who may not; it is read again"
                            + " when it changes (default: everyone may)")
    @Nullable Path allow;

    @Option(
            names = "--visibility",
            paramLabel = "WHO",
            completionCandidates = VisibilityWords.class,
            description =
                    "what the registry tells: everyone may list and watch its peers (public),"
                            + " registered peers may (registered), nobody may and only who knows a"
                            + " name or id finds its peer (lookup-only), or only who knows an id"
                            + " (hidden). Default: automatic, that is public on 127.0.0.1,"
                            + " registered on a private address, elsewhere lookup-only.")
    @Nullable String visibility;

    @Option(
            names = "--relay",
            paramLabel = "on|off|automatic",
            completionCandidates = RelayWords.class,
            description =
                    "carry the bytes of peers that can't reach each other, which it can't read"
                            + " (default: automatic, that is on, but off where it is public)")
    @Nullable String relay;

    @Option(
            names = "--relay-allow",
            paramLabel = "FILE",
            description =
                    "who may use the relay, of those that may register, in the form of --allow"
                            + " (default: all of them)")
    @Nullable Path relayAllow;

    @Option(
            names = "--probe",
            paramLabel = "on|off",
            completionCandidates = OnOffWords.class,
            description =
                    "try to connect back to peers whose doctor asks whether they can be reached,"
                            + " a few times a minute (default: on)")
    @Nullable String probe;

    @Option(
            names = "--signals",
            paramLabel = "on|off",
            completionCandidates = OnOffWords.class,
            description =
                    "pass short signals on between registered peers, by which they open direct"
                            + " links through routers (default: on)")
    @Nullable String signals;

    @Option(
            names = "--log",
            paramLabel = "plain|json",
            description =
                    "how to log on the standard error: lines, or a JSON object each (default: plain)")
    @Nullable String log;

    /**
     * Returns the one address to listen on, or null if none is given. Those before the command's
     * name count too, where a node may have several.
     */
    static @Nullable String onlyOne(List<String> listen) throws CliException {
        if (listen.size() > 1) {
            throw new CliException(
                    ExitCode.USAGE,
                    "a registry or relay listens on one address; --listen names %d"
                            .formatted(listen.size()),
                    "");
        }
        return listen.isEmpty() ? null : listen.getFirst();
    }

    /** Offers the words to the shell's completion. */
    static final class VisibilityWords implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return List.of("automatic", "public", "registered", "lookup-only", "hidden").iterator();
        }
    }

    static final class ProbeWords implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return List.of("on", "off").iterator();
        }
    }

    static final class RelayWords implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return List.of("on", "off", "automatic").iterator();
        }
    }

    static final class OnOffWords implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return List.of("on", "off").iterator();
        }
    }

    private final LimitOptions limits = new LimitOptions();

    /** Adds an option for each limit of a registry. */
    public void addLimits(CommandSpec command) {
        for (RegistryLimit limit : RegistryLimit.values()) {
            limits.add(command, key(limit), meaning(limit), limit.usual());
        }
        for (RelayLimit limit : RelayLimit.values()) {
            limits.add(command, key(limit), RelayArguments.meaning(limit), limit.usual());
        }
    }

    static String key(RegistryLimit limit) {
        return "max-" + limit.word();
    }

    static String key(RelayLimit limit) {
        return "relay-max-" + limit.word();
    }

    private static String meaning(RegistryLimit limit) {
        return switch (limit) {
            case CONNECTIONS -> "clients connected at once";
            case CONNECTIONS_PER_KEY -> "connections of one peer at once";
            case CONNECTIONS_PER_ADDRESS -> "connections from one address at once";
            case REQUESTS_PER_CONNECTION -> "requests a second of one connection in the long run";
            case REQUESTS_PER_KEY -> "requests a second of one peer";
            case REQUESTS_PER_ADDRESS -> "requests a second from one address";
            case REGISTRATIONS_PER_KEY -> "registrations a minute of one peer";
            case REGISTRATIONS_PER_ADDRESS -> "registrations a minute from one address";
            case SIGNALS_PER_KEY -> "signals a minute of one peer passed on";
            case SIGNALS_PER_ADDRESS -> "signals a minute from one address passed on";
            case SIGNALS_TO_KEY -> "signals a minute passed on to one peer";
            case LEASES -> "peers registered at once";
            case QUEUED_CHANGES -> "changes that wait for a watcher before it is dropped";
        };
    }

    /** Returns the values that the operator gave, by key. */
    Map<String, List<String>> given() {
        Map<String, List<String>> given = new LinkedHashMap<>();
        LimitOptions.put(given, "listen", listen);
        LimitOptions.put(given, "data", data);
        LimitOptions.put(given, "store", store);
        LimitOptions.put(given, "admin", admin);
        if (!adminNames.isEmpty()) {
            given.put("admin-name", List.copyOf(adminNames));
        }
        LimitOptions.put(given, "allow", allow);
        LimitOptions.put(given, "visibility", visibility);
        LimitOptions.put(given, "relay", relay);
        LimitOptions.put(given, "relay-allow", relayAllow);
        LimitOptions.put(given, "probe", probe);
        LimitOptions.put(given, "signals", signals);
        limits.given().forEach((key, value) -> LimitOptions.put(given, key, value));
        LimitOptions.put(given, "log", log);
        return given;
    }
}
