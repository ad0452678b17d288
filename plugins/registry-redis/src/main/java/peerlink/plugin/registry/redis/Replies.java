package peerlink.plugin.registry.redis;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the replies of Jedis: {@code byte[]}, {@code Long}, {@code List} or null. */
final class Replies {
    private Replies() {}

    static String text(Object reply) {
        return reply instanceof byte[] bytes
                ? new String(bytes, StandardCharsets.UTF_8)
                : String.valueOf(reply);
    }

    static List<?> list(@Nullable Object reply, int atLeast) throws IOException {
        if (reply instanceof List<?> list && list.size() >= atLeast) {
            return list;
        }
        throw unexpected();
    }

    static long number(@Nullable Object reply) throws IOException {
        try {
            return reply instanceof Long number
                    ? number
                    : Long.parseLong(reply == null ? "" : text(reply));
        } catch (NumberFormatException e) {
            throw unexpected();
        }
    }

    static IOException unexpected() {
        return new IOException(
                "the store's answer makes no sense: do its keys belong to somebody else?");
    }
}
