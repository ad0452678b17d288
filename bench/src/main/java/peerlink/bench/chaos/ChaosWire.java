package peerlink.bench.chaos;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.DelayQueue;
import java.util.concurrent.Delayed;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.stream.IntStream;

/**
 * Connects hosts: carries IP packets from one device to another, late, or not at all. It stands
 * where a bridge with {@code tc netem} would, and does the same (each packet gets a random delay of
 * its own, so that some overtake others), also on kernels without netem, with cuts of a single
 * direction.
 *
 * <p>Safe for use by several threads.
 */
public final class ChaosWire {
    /**
     * Sets the state of the wire: milliseconds of delay, from the least to less than the most, and
     * the packets of 1,000 that are lost.
     */
    public record Weather(int least, int most, int lost) {
        static final Weather FINE = new Weather(0, 1, 0);

        public Weather {
            if (least < 0 || most <= least || lost < 0 || lost > 1000) {
                throw new IllegalArgumentException(
                        "no weather: " + least + ", " + most + ", " + lost);
            }
        }

        @Override
        public String toString() {
            return "%d to %d ms, %.1f %% lost".formatted(least, most, lost / 10.0);
        }
    }

    /**
     * The offset of the destination's last byte in an IPv4 packet (RFC 791), which tells the host's
     * number, whether it has moved or not.
     */
    private static final int LAST_OF_DESTINATION = 19;

    /** The difference between the last byte of a host's second address and that of its first. */
    static final int MOVED = 100;

    private final List<Tun> hosts;
    private final Random random;
    private final boolean[][] cut;
    private final Routers routers;
    private final DelayQueue<Packet> flying = new DelayQueue<>();
    private final AtomicLongArray carried;
    private final AtomicLong dropped = new AtomicLong();
    private volatile Weather weather = Weather.FINE;

    /**
     * Connects hosts.
     *
     * @param hosts the first one has addresses that end with 1 and 101, the second one with 2 and
     *     102
     */
    ChaosWire(List<Tun> hosts, long seed) {
        this.hosts = List.copyOf(hosts);
        random = new Random(seed);
        carried = new AtomicLongArray(hosts.size());
        cut = new boolean[hosts.size()][hosts.size()];
        routers = new Routers(hosts.size());
        for (int i = 0; i < hosts.size(); i++) {
            int from = i;
            // the kernel ends these threads' waiting when the devices go, not the JVM
            Thread.ofPlatform()
                    .daemon()
                    .name("wire-" + hosts.get(i).name())
                    .start(() -> take(from));
        }
        Thread.ofPlatform().daemon().name("wire").start(this::deliver);
    }

    /** Sets the state from now on. */
    public void weather(Weather weather) {
        this.weather = weather;
    }

    /** Loses all packets from one host to another, or none any more; those under way arrive. */
    synchronized void cut(int from, int to, boolean on) {
        cut[from][to] = on;
    }

    /** Has a host's router let in nobody who was not spoken to before, or everybody. */
    void close(int host, boolean isClosed) {
        routers.close(host, isClosed);
    }

    synchronized void healAll() {
        for (int host = 0; host < hosts.size(); host++) {
            routers.close(host, false);
        }
        for (boolean[] from : cut) {
            Arrays.fill(from, false);
        }
    }

    /** Returns the number of packets that arrived. */
    public long carried() {
        return IntStream.range(0, hosts.size()).mapToLong(this::carriedTo).sum();
    }

    /** Returns the number of packets that arrived at a host. */
    long carriedTo(int host) {
        return carried.get(host);
    }

    /** Returns the number of packets that were lost, to the weather and to cuts. */
    public long dropped() {
        return dropped.get();
    }

    private synchronized boolean passes(int from, int to, byte[] packet) {
        // the sender's router sees what is lost behind it
        return routers.letsIn(to, packet, System.nanoTime())
                && !cut[from][to]
                && random.nextInt(1000) >= weather.lost;
    }

    private void take(int from) {
        try {
            while (true) {
                byte[] packet = hosts.get(from).read();
                int to = destination(packet);
                if (to < 0) {
                    continue; // IPv6's neighbour discovery, for example
                }
                if (passes(from, to, packet)) {
                    Weather now = weather;
                    long delay = TimeUnit.MILLISECONDS.toNanos(random.nextInt(now.least, now.most));
                    flying.add(new Packet(packet, to, System.nanoTime() + delay));
                } else {
                    dropped.incrementAndGet();
                }
            }
        } catch (IOException e) {
            // the device is gone, as its host is
        }
    }

    private int destination(byte[] packet) {
        if (packet.length <= LAST_OF_DESTINATION || packet[0] >> 4 != 4) {
            return -1;
        }
        int to = (packet[LAST_OF_DESTINATION] & 0xff) % MOVED - 1;
        return to < hosts.size() ? to : -1;
    }

    private void deliver() {
        try {
            while (true) {
                Packet packet = flying.take();
                try {
                    hosts.get(packet.to).write(packet.bytes);
                    carried.incrementAndGet(packet.to);
                } catch (IOException e) {
                    dropped.incrementAndGet(); // its host is gone
                }
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private record Packet(byte[] bytes, int to, long due) implements Delayed {
        @Override
        public long getDelay(TimeUnit unit) {
            return unit.convert(due - System.nanoTime(), TimeUnit.NANOSECONDS);
        }

        @Override
        public int compareTo(Delayed other) {
            return Long.signum(due - ((Packet) other).due);
        }
    }
}
