package peerlink.bench.chaos;

import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Stands for a router before each host: a closed one lets in only what answers packets from inside,
 * as those of homes do that keep the ports of what they translate. Safe for use by several threads.
 */
final class Routers {
    /** The time for which an answer may come. */
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(60);

    private static final int MAX_FLOWS = 20_000;

    // the packets of IPv4, TCP and UDP: RFC 791, 9293, 768
    private static final int PROTOCOL = 9;
    private static final int SOURCE = 12;
    private static final int DESTINATION = 16;
    private static final int TCP = 6;
    private static final int UDP = 17;

    private final boolean[] closed;

    /** The time of the last packet of each flow; the latest used last. */
    private final Map<Flow, Long> flows =
            new LinkedHashMap<>(16, 0.75f, true) {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<Flow, Long> eldest) {
                    return size() > MAX_FLOWS;
                }
            };

    private record Flow(int protocol, int from, int fromPort, int to, int toPort) {
        Flow reversed() {
            return new Flow(protocol, to, toPort, from, fromPort);
        }

        static Optional<Flow> of(byte[] packet) {
            int header = (packet[0] & 0xf) * 4;
            int protocol = packet[PROTOCOL];
            if (protocol != TCP && protocol != UDP || packet.length < header + 4) {
                return Optional.empty();
            }
            ByteBuffer fields = ByteBuffer.wrap(packet);
            return Optional.of(
                    new Flow(
                            protocol,
                            fields.getInt(SOURCE),
                            fields.getChar(header),
                            fields.getInt(DESTINATION),
                            fields.getChar(header + 2)));
        }
    }

    Routers(int hosts) {
        closed = new boolean[hosts];
    }

    synchronized void close(int host, boolean isClosed) {
        closed[host] = isClosed;
    }

    /**
     * Tells whether a packet comes in at a host, and notes it: its sender may be answered.
     *
     * @param packet of IPv4
     * @param now a time of {@link System#nanoTime}
     */
    synchronized boolean letsIn(int host, byte[] packet, long now) {
        Optional<Flow> flow = Flow.of(packet);
        if (flow.isEmpty()) {
            return true;
        }
        flows.put(flow.get(), now);
        @Nullable Long asked = flows.get(flow.get().reversed());
        return !closed[host] || asked != null && now - asked < PATIENCE;
    }
}
