package peerlink.plugin.registry.redis;

import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Connection;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Connects to the current master, loads the scripts there, and waits for replicas if registrations
 * go over the connection. For one thread.
 */
final class MasterConnection implements AutoCloseable {
    private final Servers servers;
    private final RedisSettings settings;
    private final int replicas;
    private @Nullable Connection connection;

    /**
     * @param replicas the number of replicas that must have a command's changes before it counts
     */
    MasterConnection(Servers servers, RedisSettings settings, int replicas) {
        this.servers = servers;
        this.settings = settings;
        this.replicas = replicas;
    }

    /** Connects, unless the connection stands. */
    void connect() throws IOException {
        connected();
    }

    /**
     * Sends commands in one go.
     *
     * @return a reply for each, as Jedis reads it; a {@link JedisException} if the server declines,
     *     an {@link IOException} for all if too few replicas have confirmed them
     * @throws JedisException if the connection is lost
     */
    List<Object> exchange(List<CommandArguments> commands) throws IOException {
        Connection to = connected();
        commands.forEach(to::sendCommand);
        if (replicas == 0) {
            return to.getMany(commands.size());
        }
        to.sendCommand(
                Protocol.Command.WAIT,
                Integer.toString(replicas),
                Long.toString(settings.replicaTimeout().toMillis()));
        List<Object> replies = to.getMany(commands.size() + 1);
        Optional<IOException> unconfirmed = unconfirmed(replies.removeLast());
        unconfirmed.ifPresent(e -> replies.replaceAll(reply -> isDeclined(reply) ? reply : e));
        return Collections.unmodifiableList(replies);
    }

    @Override
    public void close() {
        Connection open = connection;
        connection = null;
        if (open != null) {
            Servers.close(open);
        }
    }

    private Connection connected() throws IOException {
        Connection open = connection;
        if (open != null) {
            return open;
        }
        open = servers.connect(replicas > 0 ? settings.replicaTimeout() : Duration.ZERO);
        connection = open;
        for (Script script : Script.values()) {
            open.sendCommand(script.load());
        }
        for (Object reply : open.getMany(Script.values().length)) {
            if (reply instanceof JedisException e) {
                throw e;
            }
        }
        return open;
    }

    private static boolean isDeclined(@Nullable Object reply) {
        return reply instanceof JedisException;
    }

    private Optional<IOException> unconfirmed(Object reply) {
        if (reply instanceof Long count && count >= replicas) {
            return Optional.empty();
        }
        return Optional.of(
                new IOException(
                        reply instanceof JedisException e
                                ? Servers.reason(e)
                                : "only %s of %d replicas have it after %d ms"
                                        .formatted(
                                                reply,
                                                replicas,
                                                settings.replicaTimeout().toMillis())));
    }
}
