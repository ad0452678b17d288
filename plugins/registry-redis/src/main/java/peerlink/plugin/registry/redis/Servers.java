package peerlink.plugin.registry.redis;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;
import peerlink.api.Printable;
import redis.clients.jedis.ClientSetInfoConfig;
import redis.clients.jedis.Connection;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Finds the master and connects to it: the one server, or the one that the sentinels name at the
 * moment. Safe for use by several threads.
 */
final class Servers {
    private final RedisAddress address;
    private final RedisSettings settings;
    private final @Nullable SSLSocketFactory sockets;

    Servers(RedisAddress address, RedisSettings settings) throws IOException {
        this.address = address;
        this.settings = settings;
        this.sockets = address.isTls() ? settings.tls().socketFactory() : null;
    }

    /**
     * Connects to the master.
     *
     * @param longest the time that a command may wait at the server, besides the time that every
     *     answer may take
     * @throws IOException if there is none at the moment
     */
    Connection connect(Duration longest) throws IOException {
        HostAndPort master = master();
        Connection connection =
                open(
                        master,
                        settings.user(),
                        settings.password(),
                        settings.timeout().plus(longest),
                        address.database());
        try {
            connection.sendCommand(Protocol.Command.ROLE);
            List<Object> role = connection.getObjectMultiBulkReply();
            // a sentinel may not have heard yet; and a replica would refuse every registration
            if (!Replies.text(role.getFirst()).equals("master")) {
                throw new IOException(
                        "%s is a %s, not a master"
                                .formatted(
                                        master, Printable.excerpt(Replies.text(role.getFirst()))));
            }
            return connection;
        } catch (JedisException e) {
            close(connection);
            throw failure(master, e);
        } catch (IOException | RuntimeException e) {
            close(connection);
            throw e;
        }
    }

    /** Returns the reason for a failure in one line, without Jedis' talk of its classes. */
    static String reason(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null && cause.getCause() != cause) {
            cause = cause.getCause();
        }
        String message = cause.getMessage();
        return Printable.excerpt(message == null ? cause.getClass().getSimpleName() : message);
    }

    static void close(Connection connection) {
        try {
            connection.close();
        } catch (JedisException e) {
            // it is of no use any more, even if closing it fails
        }
    }

    private HostAndPort master() throws IOException {
        if (address.master().isEmpty()) {
            return address.servers().getFirst();
        }
        IOException last = null;
        for (HostAndPort sentinel : address.servers()) {
            try {
                Optional<HostAndPort> master = ask(sentinel, address.master().get());
                if (master.isPresent()) {
                    return master.get();
                }
                last =
                        new IOException(
                                "the sentinel %s knows no master '%s'"
                                        .formatted(sentinel, address.master().get()));
            } catch (IOException e) {
                last = e;
            }
        }
        throw last == null ? new IOException("no sentinel") : last;
    }

    private Optional<HostAndPort> ask(HostAndPort sentinel, String name) throws IOException {
        try (Connection connection =
                open(
                        sentinel,
                        settings.sentinelUser(),
                        settings.sentinelPassword(),
                        settings.timeout(),
                        0)) {
            connection.sendCommand(Protocol.Command.SENTINEL, "GET-MASTER-ADDR-BY-NAME", name);
            return connection.getOne() instanceof List<?> parts && parts.size() == 2
                    ? Optional.of(
                            new HostAndPort(
                                    Replies.text(parts.getFirst()),
                                    Integer.parseInt(Replies.text(parts.getLast()))))
                    : Optional.empty();
        } catch (JedisException | NumberFormatException e) {
            throw failure(sentinel, e);
        }
    }

    private Connection open(
            HostAndPort server,
            Optional<String> user,
            Optional<String> password,
            Duration answer,
            int database)
            throws IOException {
        var config =
                DefaultJedisClientConfig.builder()
                        .socketTimeoutMillis((int) answer.toMillis())
                        .database(database)
                        .clientName("peerlink-registry")
                        .clientSetInfoConfig(ClientSetInfoConfig.DISABLED);
        user.ifPresent(config::user);
        password.ifPresent(config::password);
        try {
            return new Connection(() -> socket(server, (int) answer.toMillis()), config.build());
        } catch (JedisException e) {
            throw failure(server, e);
        }
    }

    private Socket socket(HostAndPort server, int answerMillis) {
        int connectMillis = (int) settings.timeout().toMillis();
        Socket socket = new Socket();
        try {
            socket.setTcpNoDelay(true);
            socket.setKeepAlive(true);
            socket.connect(
                    new InetSocketAddress(server.getHost(), server.getPort()), connectMillis);
            socket.setSoTimeout(answerMillis);
            return sockets == null ? socket : secured(socket, server, sockets);
        } catch (IOException e) {
            try {
                socket.close();
            } catch (IOException again) {
                e.addSuppressed(again);
            }
            throw new JedisConnectionException(e);
        }
    }

    private static Socket secured(Socket socket, HostAndPort server, SSLSocketFactory sockets)
            throws IOException {
        var secured =
                (SSLSocket) sockets.createSocket(socket, server.getHost(), server.getPort(), true);
        SSLParameters parameters = secured.getSSLParameters();
        parameters.setProtocols(new String[] {"TLSv1.3"});
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        secured.setSSLParameters(parameters);
        secured.startHandshake();
        return secured;
    }

    private static IOException failure(HostAndPort server, RuntimeException e) {
        return new IOException("redis at " + server + ": " + reason(e), e);
    }
}
