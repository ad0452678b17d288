package peerlink.bench;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import peerlink.core.identity.IdentityStore;

/**
 * Is one of the two processes beside which {@code bench/messages} measures PeerLink: TLS and the
 * disk, and nothing else.
 *
 * <p>Arguments: {@code answer FOLDER}, which prints the port and ends when the sender does; or
 * {@code send FOLDER ANSWERER PORT}, which does what the process at the port asks it to: a byte for
 * the kind and four for the milliseconds, answered with a number of longs, and these. The plugin
 * {@code Pacer} answers alike, inside a node.
 */
public final class Floor {
    /** Asks for the nanoseconds of each message that both ends keep. */
    private static final int ROUND_TRIPS = 'r';

    /** Asks for the same without the disk. */
    private static final int BARE_ROUND_TRIPS = 'R';

    /** Asks for the number of messages that both ends kept, and the nanoseconds of them all. */
    private static final int ONE_WAY = 'o';

    /** Asks for the same without the disk. */
    private static final int BARE_ONE_WAY = 'O';

    private static final int MESSAGE_SIZE = 100;
    private static final int MOST_TIMES = 1_000_000;

    private Floor() {}

    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[1]);
        Files.createDirectories(folder);
        switch (arguments[0]) {
            case "answer" -> answer(folder);
            case "send" ->
                    send(folder, Integer.parseInt(arguments[2]), Integer.parseInt(arguments[3]));
            default -> throw new IllegalArgumentException("not a part: " + arguments[0]);
        }
    }

    private static void answer(Path folder) throws Exception {
        try (BareAnswerer answerer =
                new BareAnswerer(IdentityStore.loadOrCreate(folder.resolve("key")), folder)) {
            System.out.println("port " + answerer.port());
            answerer.await();
        }
    }

    static void send(Path folder, int answerer, int port) throws Exception {
        try (BareDialer dialer =
                        new BareDialer(
                                IdentityStore.loadOrCreate(folder.resolve("key")),
                                answerer,
                                MESSAGE_SIZE,
                                folder);
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            DataInputStream in = new DataInputStream(socket.getInputStream());
            DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            while (true) {
                int kind = in.readUnsignedByte();
                Duration time = Duration.ofMillis(in.readInt());
                long[] answer =
                        switch (kind) {
                            case ROUND_TRIPS -> times(dialer::keptRoundTrip, time);
                            case BARE_ROUND_TRIPS -> times(dialer::roundTrip, time);
                            case ONE_WAY -> count(dialer::keptOneWay, time);
                            case BARE_ONE_WAY -> count(dialer::oneWay, time);
                            default -> throw new IOException("not a kind: " + kind);
                        };
                out.write(encoded(answer));
            }
        } catch (EOFException e) {
            // the measurement ends
        }
    }

    private static long[] times(RoundTrip trip, Duration time) throws IOException {
        long[] times = new long[MOST_TIMES];
        int count = 0;
        long start = System.nanoTime();
        long before = start;
        while (before - start < time.toNanos() && count < times.length) {
            trip.run();
            long after = System.nanoTime();
            times[count++] = after - before;
            before = after;
        }
        return Arrays.copyOf(times, count);
    }

    private static long[] count(OneWay way, Duration time) throws IOException {
        long start = System.nanoTime();
        return new long[] {way.send(time), System.nanoTime() - start};
    }

    private static byte[] encoded(long[] values) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream data = new DataOutputStream(bytes);
        data.writeInt(values.length);
        for (long value : values) {
            data.writeLong(value);
        }
        return bytes.toByteArray();
    }

    private interface RoundTrip {
        void run() throws IOException;
    }

    private interface OneWay {
        long send(Duration duration) throws IOException;
    }
}
