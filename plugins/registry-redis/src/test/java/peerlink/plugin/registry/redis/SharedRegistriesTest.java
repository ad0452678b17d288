package peerlink.plugin.registry.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import peerlink.plugin.registry.redis.testing.RedisProcess;

/** Two registries, over real links and a real Redis, go on when a part of them is killed. */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class SharedRegistriesTest {
    private static final FailoverRun RUN = new FailoverRun(20, Duration.ofSeconds(1));

    @BeforeEach
    void requireRedis() {
        RedisProcess.assumeInstalled();
    }

    @Test
    void aPeerThatRegistersAtOneIsSeenAtTheOther() throws Exception {
        try (RedisProcess redis = RedisProcess.start();
                var registries = new SharedRegistries(address(redis), RUN.peers())) {
            assertEquals(RUN.peers(), RUN.measureVisibility(registries).nanos().length);
        }
    }

    @Test
    void peersOfARegistryThatIsKilledMoveToTheOtherAndAreFoundAllTheTime() throws Exception {
        try (RedisProcess redis = RedisProcess.start();
                var registries = new SharedRegistries(address(redis), RUN.peers())) {
            FailoverRun.Move move = RUN.measureMove(registries);
            assertEquals(RUN.peers(), move.moved());
            assertEquals(0, move.missing());
        }
    }

    @Test
    void noAcknowledgedRegistrationIsLostWhenTheMasterIsKilled() throws Exception {
        try (SentinelCluster cluster = SentinelCluster.start();
                var registries = new SharedRegistries(cluster.address(), RUN.peers())) {
            FailoverRun.MasterKill kill = RUN.measureMasterKill(registries, cluster);
            assertTrue(kill.during() > 0);
            assertEquals(0, kill.lost());
        }
    }

    private static URI address(RedisProcess redis) {
        return URI.create("redis://" + redis.hostAndPort());
    }
}
