package peerlink.bench.pacer;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import peerlink.api.Bytes;
import peerlink.api.Conversation;
import peerlink.api.Delivery;
import peerlink.api.Message;
import peerlink.api.Messenger;
import peerlink.api.Peer;
import peerlink.api.Plugin;
import peerlink.api.PluginContext;

/**
 * Sends messages from inside the node, without a process, a text format or an output between it and
 * the caller whose time is measured. It connects to {@code bench/messages}, at the port of its
 * settings, and does what it is asked to: a byte for the kind and four for the milliseconds. The
 * answer is a number of longs, and these. The benchmarks' {@code Floor} answers alike.
 *
 * <p>Uses only calls that the plugin interface has had from its beginning, for it runs in older
 * builds, too.
 */
public final class Pacer implements Plugin {
    /** Asks for the nanoseconds of each message from its sending to its acknowledgement. */
    private static final int ROUND_TRIPS = 'r';

    /** Asks for the number of messages that were acknowledged, and the nanoseconds of them all. */
    private static final int ONE_WAY = 'o';

    private static final Bytes TEXT = Bytes.utf8("x".repeat(100));
    private static final int MOST_TIMES = 1_000_000;
    private static final Duration LOST = Duration.ofSeconds(60);

    @Override
    public void start(PluginContext context) {
        context.fork(
                "pace",
                () -> {
                    try {
                        pace(context);
                    } catch (InterruptedException e) {
                        // the node ends
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
    }

    private static void pace(PluginContext context) throws IOException, InterruptedException {
        int port = Integer.parseInt(context.settings().get("port"));
        Conversation conversation =
                context.messenger()
                        .conversation(find(context.messenger(), context.settings().get("peer")));
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            DataInputStream in = new DataInputStream(socket.getInputStream());
            DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            while (true) {
                int kind = in.readUnsignedByte();
                long nanos = Duration.ofMillis(in.readInt()).toNanos();
                long[] answer =
                        switch (kind) {
                            case ROUND_TRIPS -> roundTrips(conversation, nanos);
                            case ONE_WAY -> oneWay(conversation, nanos);
                            default -> throw new IOException("not a kind: " + kind);
                        };
                out.write(encoded(answer));
            }
        } catch (EOFException e) {
            // the measurement ends
        }
    }

    private static long[] roundTrips(Conversation conversation, long nanos)
            throws IOException, InterruptedException {
        long[] times = new long[MOST_TIMES];
        int count = 0;
        long start = System.nanoTime();
        long before = start;
        while (before - start < nanos && count < times.length) {
            conversation.send(Message.TEXT, TEXT).await(LOST);
            long after = System.nanoTime();
            times[count++] = after - before;
            before = after;
        }
        return Arrays.copyOf(times, count);
    }

    private static long[] oneWay(Conversation conversation, long nanos)
            throws IOException, InterruptedException {
        long start = System.nanoTime();
        long sent = 0;
        Delivery last;
        do {
            last = conversation.send(Message.TEXT, TEXT);
            sent++;
        } while (System.nanoTime() - start < nanos);
        last.await(LOST);
        return new long[] {sent, System.nanoTime() - start};
    }

    private static byte[] encoded(long[] values) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(8 * values.length + 4);
        DataOutputStream data = new DataOutputStream(bytes);
        data.writeInt(values.length);
        for (long value : values) {
            data.writeLong(value);
        }
        return bytes.toByteArray();
    }

    /** Waits until the registry knows the peer; the measurement does not wait for ever. */
    private static Peer find(Messenger messenger, String name) throws InterruptedException {
        while (true) {
            try {
                return messenger.find(name);
            } catch (IOException e) {
                Thread.sleep(20);
            }
        }
    }
}
