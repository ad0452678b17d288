package peerlink.plugin.registry.redis;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import peerlink.api.Printable;
import redis.clients.jedis.HostAndPort;

/**
 * Names the place of a Redis server: {@code redis://[USER:PASSWORD@]HOST[:PORT][/DATABASE]}, or
 * with Sentinel {@code redis+sentinel://[USER:PASSWORD@]HOST[:PORT],…/MASTER[/DATABASE]}; {@code
 * rediss} for TLS. Settings may follow as a query, {@code ?ca=FILE&prefix=NAME}.
 *
 * @param servers the server, or the sentinels
 * @param master the name by which the sentinels know the master; empty without Sentinel
 * @param user empty if none is given, or a password alone
 * @param properties the settings in the query
 */
record RedisAddress(
        boolean isTls,
        List<HostAndPort> servers,
        Optional<String> master,
        int database,
        Optional<String> user,
        Optional<String> password,
        Map<String, String> properties) {
    static final List<String> SCHEMES =
            List.of("redis", "rediss", "redis+sentinel", "rediss+sentinel");

    private static final int PORT = 6379;
    private static final int SENTINEL_PORT = 26379;
    private static final int MAX_SERVERS = 16;

    /** Returns the address without the password. */
    @Override
    public String toString() {
        return (isTls ? "rediss" : "redis") + master.map(name -> "+sentinel").orElse("") + servers;
    }

    /**
     * @throws IllegalArgumentException if it isn't such an address; the message doesn't repeat any
     *     part that may be a password
     */
    static RedisAddress parse(URI address) {
        String scheme = String.valueOf(address.getScheme());
        String authority = address.getRawAuthority();
        if (!SCHEMES.contains(scheme) || authority == null || address.getRawFragment() != null) {
            throw new IllegalArgumentException(
                    "not the address of a redis server (redis://HOST:PORT/DATABASE, or redis+sentinel://HOST:PORT,HOST:PORT/MASTER)");
        }
        boolean isSentinel = scheme.endsWith("+sentinel");
        int at = authority.lastIndexOf('@');
        List<String> credentials =
                at < 0 ? List.of() : List.of(authority.substring(0, at).split(":", 2));
        List<String> path = path(address);
        int names = isSentinel ? 1 : 0;
        if (path.size() < names || path.size() > names + 1) {
            throw new IllegalArgumentException(
                    isSentinel
                            ? "the address of sentinels ends with the master's name: redis+sentinel://HOST:PORT,HOST:PORT/MASTER"
                            : "after the address of a redis server comes the number of a database and nothing else: redis://HOST:PORT/0");
        }
        return new RedisAddress(
                scheme.startsWith("rediss"),
                servers(authority.substring(at + 1), isSentinel),
                isSentinel ? Optional.of(path.getFirst()) : Optional.empty(),
                path.size() > names ? database(path.getLast()) : 0,
                credentials.size() == 2 ? text(credentials.getFirst()) : Optional.empty(),
                credentials.isEmpty() ? Optional.empty() : text(credentials.getLast()),
                query(address.getRawQuery()));
    }

    private static List<String> path(URI address) {
        String path = address.getPath();
        return path == null || path.isEmpty() || path.equals("/")
                ? List.of()
                : List.of(path.substring(1).split("/", -1));
    }

    private static List<HostAndPort> servers(String text, boolean isSentinel) {
        var servers = new ArrayList<HostAndPort>();
        for (String server : text.split(",", MAX_SERVERS + 1)) {
            // a host of IPv6 is in brackets, which are not a part of it
            URI uri = URI.create("redis://" + server);
            String host = uri.getHost();
            if (host == null || uri.getPort() > 65_535) {
                throw new IllegalArgumentException(
                        "not the address of a server: '"
                                + Printable.excerpt(server)
                                + "' (HOST:PORT)");
            }
            int port = uri.getPort() >= 0 ? uri.getPort() : isSentinel ? SENTINEL_PORT : PORT;
            servers.add(
                    new HostAndPort(
                            host.startsWith("[") ? host.substring(1, host.length() - 1) : host,
                            port));
        }
        if (servers.size() > (isSentinel ? MAX_SERVERS : 1)) {
            throw new IllegalArgumentException(
                    isSentinel
                            ? "more than " + MAX_SERVERS + " sentinels"
                            : "several servers need sentinel: redis+sentinel://HOST:PORT,HOST:PORT/MASTER");
        }
        return List.copyOf(servers);
    }

    private static int database(String text) {
        if (!text.matches("[0-9]{1,5}")) {
            throw new IllegalArgumentException(
                    "not the number of a database: '" + Printable.excerpt(text) + "'");
        }
        return Integer.parseInt(text);
    }

    private static Map<String, String> query(String query) {
        var properties = new HashMap<String, String>();
        for (String part : query == null ? new String[0] : query.split("&")) {
            String[] pair = part.split("=", 2);
            if (pair.length < 2) {
                throw new IllegalArgumentException(
                        "not a setting: '" + Printable.excerpt(part) + "' (NAME=VALUE)");
            }
            properties.put(decoded(pair[0]), decoded(pair[1]));
        }
        return Map.copyOf(properties);
    }

    private static Optional<String> text(String encoded) {
        return Optional.of(decoded(encoded)).filter(text -> !text.isEmpty());
    }

    private static String decoded(String text) {
        // this decoder is for forms, where + is a blank
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
