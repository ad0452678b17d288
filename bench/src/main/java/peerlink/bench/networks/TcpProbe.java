package peerlink.bench.networks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Finds out what bare TCP can do between two machines: a process that {@link PlainTcp} starts on
 * each, and commands by lines. It listens at one port, and can open connections from that very port
 * (SO_REUSEPORT), so that two of these that do so at the same moment meet in a simultaneous open
 * (RFC 9293, section 3.5).
 *
 * <p>{@code observe} answers each connection with the address that it comes from. {@code peer NAME
 * OTHER OBSERVER} prints its candidates, then reads {@code dial CANDIDATES} or {@code punch
 * CANDIDATES} and prints {@code yes MILLIS ADDRESS} or {@code no}.
 */
public final class TcpProbe {
    static final int PORT = 7001;
    private static final int NAME_SIZE = 8;
    private static final int DIAL_SECONDS = 2;
    private static final int TRIES = 3;

    private final String name;
    private final String other;
    private volatile CountDownLatch met = new CountDownLatch(1);
    private volatile String where = "";

    private TcpProbe(String name, String other) {
        this.name = name;
        this.other = other;
    }

    /**
     * Runs until its input ends.
     *
     * @param arguments {@code observe PORT}, or {@code peer NAME OTHER OBSERVER PORT}; OBSERVER is
     *     - for none
     */
    public static void main(String[] arguments) throws Exception {
        if (arguments[0].equals("observe")) {
            observe(Integer.parseInt(arguments[1]));
        } else {
            new TcpProbe(arguments[1], arguments[2])
                    .run(arguments[3], Integer.parseInt(arguments[4]));
        }
        System.exit(0);
    }

    private static void observe(int port) throws IOException {
        ServerSocketChannel server = listen(port);
        System.out.println("ready");
        daemon(
                () -> {
                    while (true) {
                        try (SocketChannel caller = server.accept()) {
                            InetSocketAddress from = (InetSocketAddress) caller.getRemoteAddress();
                            caller.write(
                                    ByteBuffer.wrap(
                                            (text(from) + "\n").getBytes(StandardCharsets.UTF_8)));
                        }
                    }
                });
        System.in.read();
    }

    private void run(String observer, int observerPort) throws Exception {
        ServerSocketChannel server = listen(PORT);
        daemon(
                () -> {
                    while (true) {
                        SocketChannel caller = server.accept();
                        daemon(() -> greet(caller, met));
                    }
                });
        List<String> candidates = new ArrayList<>();
        if (!observer.equals("-")) {
            candidates.add(observed(new InetSocketAddress(observer, observerPort)));
        }
        candidates.addAll(own());
        System.out.println("candidates " + String.join(",", candidates));
        BufferedReader commands =
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line; (line = commands.readLine()) != null; ) {
            String[] words = line.split(" ");
            int from = words[0].equals("punch") ? PORT : 0;
            System.out.println(reach(from, words[1].split(",")));
        }
    }

    /** Connects to all candidates at once, several times if from the listening port. */
    private String reach(int from, String[] candidates) throws InterruptedException {
        CountDownLatch latch = new CountDownLatch(1);
        met = latch;
        long start = System.nanoTime();
        int tries = from == 0 ? 1 : TRIES;
        for (int i = 0; i < tries; i++) {
            List<SocketChannel> open = new ArrayList<>();
            for (String candidate : candidates) {
                int colon = candidate.lastIndexOf(':');
                InetSocketAddress to =
                        new InetSocketAddress(
                                candidate.substring(0, colon).replaceAll("[\\[\\]]", ""),
                                Integer.parseInt(candidate.substring(colon + 1)));
                daemon(
                        () -> {
                            SocketChannel channel = channel(from);
                            synchronized (open) {
                                open.add(channel);
                            }
                            channel.connect(to);
                            greet(channel, latch);
                        });
            }
            boolean reached = latch.await(DIAL_SECONDS, TimeUnit.SECONDS);
            if (reached) {
                long millis = (System.nanoTime() - start) / 1_000_000;
                return "yes %d %s".formatted(millis, where);
            }
            synchronized (open) {
                for (SocketChannel channel : open) {
                    daemon(channel::close);
                }
            }
        }
        return "no";
    }

    /** Exchanges names, since an address may be a stranger's, or one's own. */
    private void greet(SocketChannel channel, CountDownLatch latch) throws IOException {
        channel.write(ByteBuffer.wrap("%-8s".formatted(name).getBytes(StandardCharsets.UTF_8)));
        ByteBuffer heard = ByteBuffer.allocate(NAME_SIZE);
        while (heard.hasRemaining() && channel.read(heard) >= 0) {
            // goes on
        }
        if (new String(heard.array(), StandardCharsets.UTF_8).strip().equals(other)) {
            where = text((InetSocketAddress) channel.getRemoteAddress());
            latch.countDown();
        }
    }

    /** Asks the observer, from the listening port. */
    private static String observed(InetSocketAddress observer) throws IOException {
        try (SocketChannel channel = channel(PORT)) {
            channel.connect(observer);
            return new BufferedReader(
                            new InputStreamReader(
                                    channel.socket().getInputStream(), StandardCharsets.UTF_8))
                    .readLine();
        }
    }

    private static List<String> own() throws IOException {
        List<String> own = new ArrayList<>();
        for (NetworkInterface card : NetworkInterface.networkInterfaces().toList()) {
            for (InetAddress address : card.inetAddresses().toList()) {
                if (!address.isLinkLocalAddress() && !address.isLoopbackAddress()) {
                    own.add(text(new InetSocketAddress(address, PORT)));
                }
            }
        }
        return own;
    }

    private static ServerSocketChannel listen(int port) throws IOException {
        ServerSocketChannel server = ServerSocketChannel.open();
        server.setOption(StandardSocketOptions.SO_REUSEADDR, true);
        server.setOption(StandardSocketOptions.SO_REUSEPORT, true);
        return server.bind(new InetSocketAddress(port));
    }

    private static SocketChannel channel(int from) throws IOException {
        SocketChannel channel = SocketChannel.open();
        if (from != 0) {
            channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            channel.setOption(StandardSocketOptions.SO_REUSEPORT, true);
            channel.bind(new InetSocketAddress(from));
        }
        return channel;
    }

    private static String text(InetSocketAddress address) {
        String host = address.getAddress().getHostAddress();
        int zone = host.indexOf('%');
        String plain = zone < 0 ? host : host.substring(0, zone);
        return (address.getAddress() instanceof Inet6Address ? "[" + plain + "]" : plain)
                + ":"
                + address.getPort();
    }

    private static void daemon(Setting.Step work) {
        Thread.ofVirtual()
                .start(
                        () -> {
                            try {
                                work.run();
                            } catch (Exception e) {
                                // a connection that fails is an answer: none
                                System.err.println(e);
                            }
                        });
    }
}
