package peerlink.transport.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class ConnectRaceTest {
    private static final Duration STAGGER = Duration.ofMillis(100);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Map<InetAddress, ConnectRace.Opener> behaviour = new HashMap<>();
    private final List<InetAddress> begun = Collections.synchronizedList(new ArrayList<>());

    private static List<InetAddress> hosts(String... all) {
        return Stream.of(all).map(InetAddress::ofLiteral).toList();
    }

    private Socket connect(InetAddress host) throws IOException {
        begun.add(host);
        return behaviour.getOrDefault(host, ConnectRaceTest::swallow).connect(host);
    }

    private static Socket swallow(InetAddress host) throws IOException {
        try {
            new CountDownLatch(1).await();
            throw new IllegalStateException("nobody opens it");
        } catch (InterruptedException e) {
            throw new IOException("interrupted", e);
        }
    }

    private Socket run(List<InetAddress> hosts, Duration limit) throws Exception {
        try (ConnectRace race = new ConnectRace(this::connect, STAGGER)) {
            long start = System.nanoTime();
            return race.run(hosts, () -> limit.minusNanos(System.nanoTime() - start));
        }
    }

    @Test
    void anAddressThatSwallowsEverythingHoldsNobodyUp() throws Exception {
        List<InetAddress> hosts = hosts("2001:db8::1", "192.0.2.1", "192.0.2.2");
        Socket socket = new Socket();
        behaviour.put(hosts.get(1), _ -> socket);
        long start = System.nanoTime();
        assertSame(socket, run(hosts, PATIENCE));
        assertTrue(System.nanoTime() - start >= STAGGER.toNanos());
        assertTrue(System.nanoTime() - start < Duration.ofSeconds(3).toNanos());
        assertEquals(hosts.subList(0, 2), begun);
    }

    @Test
    void theFirstFailureIsToldIfAllFail() {
        List<InetAddress> hosts = hosts("192.0.2.1", "192.0.2.2");
        for (InetAddress host : hosts) {
            behaviour.put(
                    host,
                    _ -> {
                        throw new IOException("no " + host.getHostAddress());
                    });
        }
        IOException failure = assertThrows(IOException.class, () -> run(hosts, PATIENCE));
        assertEquals("no 192.0.2.1", failure.getMessage());
        assertEquals("no 192.0.2.2", failure.getSuppressed()[0].getMessage());
    }

    @Test
    void theTimeIsForAllTogether() {
        assertThrows(
                TimeoutException.class,
                () -> run(hosts("192.0.2.1", "192.0.2.2"), STAGGER.multipliedBy(3)));
    }

    @Test
    void aConnectionThatComesTooLateIsClosed() throws Exception {
        List<InetAddress> hosts = hosts("192.0.2.1", "192.0.2.2");
        CountDownLatch won = new CountDownLatch(1);
        Socket late = new Socket();
        behaviour.put(
                hosts.getFirst(),
                _ -> {
                    while (won.getCount() > 0) {
                        LockSupport.parkNanos(1_000_000);
                    }
                    return late;
                });
        behaviour.put(hosts.get(1), _ -> new Socket());
        run(hosts, PATIENCE);
        won.countDown();
        while (!late.isClosed()) {
            LockSupport.parkNanos(1_000_000);
        }
    }

    @Test
    void familiesTakeTurnsAndNoHostHasTooMany() {
        assertEquals(
                hosts("2001:db8::1", "192.0.2.1", "2001:db8::2", "192.0.2.2", "192.0.2.3"),
                TcpDialer.interleaved(
                        hosts("2001:db8::1", "2001:db8::2", "192.0.2.1", "192.0.2.2", "192.0.2.3")
                                .toArray(InetAddress[]::new)));
        InetAddress[] many = new InetAddress[100];
        for (int i = 0; i < many.length; i++) {
            many[i] = InetAddress.ofLiteral("192.0.2." + i);
        }
        assertEquals(TcpDialer.MAX_HOSTS, TcpDialer.interleaved(many).size());
    }
}
