package peerlink.cli.registry;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import peerlink.registry.relay.RelayLimit;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/**
 * The options of {@code peerlink relay} that its configuration file has too, under the same names.
 */
public final class RelayArguments {
    @Option(
            names = "--listen",
            paramLabel = "HOST:PORT",
            description = "where to listen (default: 127.0.0.1:7779)")
    @Nullable String listen;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "where its key is kept (default: relay in the home)")
    @Nullable Path data;

    @Option(
            names = "--admin",
            paramLabel = "HOST:PORT|off",
            description =
                    "where the status page, /metrics and /healthz are, without a login (default:"
                            + " 127.0.0.1:7781, if that is free)")
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
                    "who may use it, a line each: the id of a peer, token TOKEN for all who know it,"
                            + " not ID for one who may not; it is read again when it changes"
                            + " (default: everyone may)")
    @Nullable Path allow;

    @Option(
            names = "--log",
            paramLabel = "plain|json",
            description =
                    "how to log on the standard error: lines, or a JSON object each (default: plain)")
    @Nullable String log;

    private final LimitOptions limits = new LimitOptions();

    /** Adds an option for each limit of a relay. */
    public void addLimits(CommandSpec command) {
        for (RelayLimit limit : RelayLimit.values()) {
            limits.add(command, key(limit), meaning(limit), limit.usual());
        }
    }

    static String key(RelayLimit limit) {
        return "max-" + limit.word();
    }

    static String meaning(RelayLimit limit) {
        return switch (limit) {
            case PLACES -> "peers that wait at the relay at once";
            case PLACES_PER_ADDRESS -> "of these, from one address";
            case CIRCUITS -> "pairs of peers whose bytes are carried at once";
            case CIRCUITS_PER_KEY -> "of these, with one peer";
            case CIRCUITS_PER_ADDRESS -> "of these, with one address";
            case CALLS_PER_KEY -> "calls a minute by one peer";
            case CALLS_PER_ADDRESS -> "calls a minute from one address";
            case CALLS_TO_KEY -> "calls a minute to one peer";
            case KIB_PER_SECOND -> "KiB a second of one pair, both ways";
            case MIB_PER_HOUR_PER_KEY -> "MiB an hour of one peer; a chat passes beyond that, too";
            case MIB_PER_HOUR_PER_ADDRESS -> "MiB an hour of one address";
            case MIB_PER_HOUR -> "MiB an hour in all";
            case IDLE_SECONDS -> "seconds without a byte after which a pair is parted";
        };
    }

    /** Returns the values that the operator gave, by key. */
    Map<String, List<String>> given() {
        Map<String, List<String>> given = new LinkedHashMap<>();
        LimitOptions.put(given, "listen", listen);
        LimitOptions.put(given, "data", data);
        LimitOptions.put(given, "admin", admin);
        if (!adminNames.isEmpty()) {
            given.put("admin-name", List.copyOf(adminNames));
        }
        LimitOptions.put(given, "allow", allow);
        limits.given().forEach((key, value) -> LimitOptions.put(given, key, value));
        LimitOptions.put(given, "log", log);
        return given;
    }
}
