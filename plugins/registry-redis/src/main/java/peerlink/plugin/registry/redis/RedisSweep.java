package peerlink.plugin.registry.redis;

import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import peerlink.registry.store.StoreSettings;
import peerlink.registry.store.Sweep;
import redis.clients.jedis.CommandArguments;

/**
 * Ends the leases that have run out, and gives names back, a few in each script so that nobody else
 * waits long.
 */
final class RedisSweep {
    /** The most leases that one script ends, and the most names that it gives back. */
    private static final int TURN = 100;

    /**
     * The number of scripts that go at once if one was not enough: each would wait for the renewals
     * that came meanwhile.
     */
    private static final int AT_ONCE = 8;

    private final Lane lane;
    private final StoreClock clock;
    private final CommandArguments script;

    RedisSweep(
            Lane lane, Keys keys, StoreClock clock, StoreSettings settings, RedisSettings redis) {
        this.lane = lane;
        this.clock = clock;
        this.script =
                Script.SWEEP.call(
                        keys,
                        List.of(
                                settings.ttl().toMillis(),
                                settings.nameHold().toMillis(),
                                settings.maxLeases(),
                                redis.feedLength(),
                                TURN));
    }

    Sweep run() throws IOException {
        int ended = 0;
        long lag = 0;
        boolean isMore = true;
        for (int scripts = 1; isMore; scripts = AT_ONCE) {
            for (@Nullable Object reply : lane.callAll(Collections.nCopies(scripts, script))) {
                List<?> answer = Replies.list(reply, 4);
                ended += Math.toIntExact(Replies.number(answer.getFirst()));
                lag = Math.max(lag, Replies.number(answer.get(1)));
                isMore = Replies.number(answer.get(2)) != 0;
                clock.measured(Replies.number(answer.get(3)));
            }
        }
        return new Sweep(ended, Duration.ofMillis(lag));
    }
}
