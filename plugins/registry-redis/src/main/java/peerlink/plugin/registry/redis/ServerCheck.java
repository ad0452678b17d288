package peerlink.plugin.registry.redis;

import java.io.IOException;
import java.time.Duration;
import redis.clients.jedis.Connection;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.exceptions.JedisException;

/** Checks, before a store is used, that the server can be entrusted with leases. */
final class ServerCheck {
    private static final System.Logger LOG = System.getLogger(ServerCheck.class.getName());

    private ServerCheck() {}

    /**
     * Warns of a server that keeps nothing.
     *
     * @throws IOException if the server is too old, or would throw leases away when it runs out of
     *     memory
     */
    static void check(Servers servers, RedisSettings settings) throws IOException {
        try (Connection connection = servers.connect(Duration.ZERO)) {
            connection.sendCommand(Protocol.Command.INFO);
            String info = Replies.text(connection.getOne());
            requireVersion(value(info, "redis_version"));
            String policy = value(info, "maxmemory_policy");
            if (policy.startsWith("allkeys-")) {
                throw new IOException(
                        "the server throws away leases when it runs out of memory (maxmemory-policy %s): set noeviction"
                                .formatted(policy));
            }
            boolean isOnDisk = value(info, "aof_enabled").equals("1");
            if (!isOnDisk && settings.replicas() == 0) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "redis keeps no log and no replica confirms: registrations are lost if it ends (appendonly yes, appendfsync always)");
            }
        } catch (JedisException e) {
            throw new IOException(Servers.reason(e), e);
        }
    }

    private static void requireVersion(String version) throws IOException {
        String[] parts = version.split("\\.", 3);
        if (parts.length < 2
                || !parts[0].matches("[0-9]{1,3}")
                || !parts[1].matches("[0-9]{1,3}")) {
            return; // a server that hides it
        }
        int major = Integer.parseInt(parts[0]);
        if (major < 6 || major == 6 && Integer.parseInt(parts[1]) < 2) {
            throw new IOException(
                    "redis " + version + " is too old: 6.2 or newer is needed, or Valkey");
        }
    }

    private static String value(String info, String name) {
        return info.lines()
                .filter(line -> line.startsWith(name + ":"))
                .map(line -> line.substring(name.length() + 1).strip())
                .findFirst()
                .orElse("");
    }
}
