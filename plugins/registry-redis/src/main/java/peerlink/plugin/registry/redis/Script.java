package peerlink.plugin.registry.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol;

/** Names the Lua scripts, each of which is one atomic step at the server. */
enum Script {
    PUT,
    REMOVE,
    RENEW,
    SWEEP,
    FIND,
    PAGE,
    PREFIX,
    FEED,
    CLOCK;

    private final String text;
    private final String digest;

    Script() {
        text = read("prelude") + read(name().toLowerCase(Locale.ROOT));
        digest = sha1(text);
    }

    /** Returns the command that makes a server know the script. */
    CommandArguments load() {
        return new CommandArguments(Protocol.Command.SCRIPT).add("LOAD").add(text);
    }

    /** Returns the command that runs it. */
    CommandArguments call(Keys keys, List<?> arguments) {
        var command =
                new CommandArguments(Protocol.Command.EVALSHA).add(digest).add(keys.all().size());
        keys.all().forEach(command::key);
        arguments.forEach(command::add);
        return command;
    }

    private static String read(String name) {
        try (InputStream in = Script.class.getResourceAsStream(name + ".lua")) {
            if (in == null) {
                throw new IllegalStateException("the script " + name + " is missing");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String sha1(String text) {
        try {
            // the server files scripts by this digest; nothing is proven with it
            return HexFormat.of()
                    .formatHex(
                            MessageDigest.getInstance("SHA-1")
                                    .digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-1", e);
        }
    }
}
