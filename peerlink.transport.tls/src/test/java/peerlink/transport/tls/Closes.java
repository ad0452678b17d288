package peerlink.transport.tls;

import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import peerlink.api.Address;
import peerlink.api.Bytes;
import peerlink.api.Identity;
import peerlink.api.Link;
import peerlink.api.LinkPolicy;
import peerlink.testkit.contract.TestIdentities;

/**
 * Closes links from the other side, on OpenSSL's TLS, which sends one message and closes in order
 * up to some milliseconds later, while long messages are on their way to it: a record may be
 * written by the thread that sends and by the one that answers the close. {@code bench/closes}
 * prints their ends.
 */
final class Closes {
    private static final Identity OWN = TestIdentities.ed25519("own");
    private static final Identity OTHER = TestIdentities.p256("other");

    /** As long as a message of {@code peerlink/1} may be: four records. */
    private static final Bytes MESSAGE = Bytes.wrap(new byte[65_000]);

    /** Milliseconds. */
    private static final double PATIENCE = 3;

    private static final String IN_ORDER = "closed in order";

    private final TlsTransport transport = new TlsTransport();

    /** Counts the links by their ends: as the other side saw them, and as this one did. */
    private final Map<String, Integer> ends = new TreeMap<>();

    private Closes() {}

    /**
     * Closes so many links that this side has accepted, and as many that it has dialled, and fails
     * unless all end in order.
     */
    public static void main(String[] arguments) throws Exception {
        int links = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 500;
        boolean all = true;
        for (boolean dialling : new boolean[] {false, true}) {
            Map<String, Integer> ends = dialling ? dialled(links) : accepted(links);
            System.out.printf("%s by this side: %s%n", dialling ? "dialled" : "accepted", ends);
            all &= ends.keySet().equals(inOrder(links).keySet());
        }
        System.exit(all ? 0 : 1);
    }

    /** Returns the ends of a number of links if all is well. */
    static Map<String, Integer> inOrder(int links) {
        return Map.of(
                "other side: " + IN_ORDER,
                links,
                "this side: link closed by the other side",
                links);
    }

    /** Returns the ends of links that the other side has dialled. */
    static Map<String, Integer> accepted(int links) throws Exception {
        var closes = new Closes();
        BlockingQueue<String> own = new LinkedBlockingQueue<>();
        try (var listener =
                        closes.transport.listen(
                                Address.parse("tls://127.0.0.1:0"),
                                OWN,
                                LinkPolicy.DEFAULT,
                                link -> own.add(talk(link)));
                NodeProcess other =
                        NodeProcess.dialling(
                                listener.address().uri().getPort(), OTHER, links, PATIENCE)) {
            for (int i = 0; i < links; i++) {
                closes.add(other.line(), own.take());
            }
        }
        return closes.ends;
    }

    /** Returns the ends of links that this side has dialled. */
    static Map<String, Integer> dialled(int links) throws Exception {
        var closes = new Closes();
        try (NodeProcess other = NodeProcess.listening(OTHER, links, PATIENCE)) {
            Address address = other.address();
            for (int i = 0; i < links; i++) {
                try (Link link =
                        closes.transport.connect(address, OWN, LinkPolicy.DEFAULT, OTHER.id())) {
                    String own = talk(link);
                    closes.add(other.line(), own);
                }
            }
        }
        return closes.ends;
    }

    /**
     * Answers the other side's message, over and over, and reads on meanwhile; returns the end of
     * the link.
     */
    private static String talk(Link link) throws IOException {
        link.receive();
        Thread sender =
                Thread.ofVirtual()
                        .start(
                                () -> {
                                    try {
                                        while (true) {
                                            link.send(MESSAGE);
                                        }
                                    } catch (IOException _) {
                                        // the other side has left
                                    }
                                });
        try {
            while (true) {
                link.receive();
            }
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        } finally {
            try {
                sender.join();
            } catch (InterruptedException e) {
                throw new IllegalStateException("nobody interrupts this thread", e);
            }
        }
    }

    private void add(String other, String own) {
        ends.merge(
                "other side: " + (other.startsWith("closed ") ? IN_ORDER : other), 1, Integer::sum);
        ends.merge("this side: " + own, 1, Integer::sum);
    }
}
