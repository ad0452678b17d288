package peerlink.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of {@code peerlink registry} that its configuration file has too, under the same names. */
final class RegistryArguments {
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
                    "where the leases are kept by several registries together; a plugin's (default:"
                            + " embedded)")
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
                    "only the peers listed in it may register, one id a line; it is read again when"
                            + " it changes (default: everyone may)")
    @Nullable Path allow;

    @Option(
            names = "--visibility",
            paramLabel = "WHO",
            description =
                    "who may list and watch the peers here: nobody, registered or anyone (default:"
                            + " anyone on 127.0.0.1, registered peers on a private address,"
                            + " elsewhere nobody). Who knows a name can always look it up.")
    @Nullable String visibility;

    @Option(
            names = "--max-connections",
            paramLabel = "N",
            description = "how many clients may be connected at once (default: 10000)")
    @Nullable String maxConnections;

    @Option(
            names = "--max-records",
            paramLabel = "N",
            description = "how many peers may be registered at once (default: 100000)")
    @Nullable String maxRecords;

    @Option(
            names = "--max-requests",
            paramLabel = "N",
            description =
                    "how many requests a second a connection may make in the long run (default:"
                            + " 100)")
    @Nullable String maxRequests;

    @Option(
            names = "--log",
            paramLabel = "plain|json",
            description = "how to log on the standard error (default: plain)")
    @Nullable String log;

    /** Returns what was given, by key. */
    Map<String, List<String>> given() {
        Map<String, List<String>> given = new LinkedHashMap<>();
        put(given, "listen", listen);
        put(given, "data", data);
        put(given, "store", store);
        put(given, "admin", admin);
        if (!adminNames.isEmpty()) {
            given.put("admin-name", List.copyOf(adminNames));
        }
        put(given, "allow", allow);
        put(given, "visibility", visibility);
        put(given, "max-connections", maxConnections);
        put(given, "max-records", maxRecords);
        put(given, "max-requests", maxRequests);
        put(given, "log", log);
        return given;
    }

    private static void put(Map<String, List<String>> given, String key, @Nullable Object value) {
        if (value != null) {
            given.put(key, List.of(value.toString()));
        }
    }
}
