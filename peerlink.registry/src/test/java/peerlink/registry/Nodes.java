package peerlink.registry;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import peerlink.api.Address;
import peerlink.api.Announcement;
import peerlink.api.Bytes;
import peerlink.api.DirectoryEvent;
import peerlink.api.Identity;
import peerlink.api.Network;
import peerlink.api.PeerName;
import peerlink.core.Networks;
import peerlink.transport.tls.TlsTransport;

/** Gives the tests of this module real networks, and waits on conditions. */
final class Nodes {
    static final Address ANY_PORT = Address.parse("tls://127.0.0.1:0");

    /** Reconnects so quickly that a test can wait for it. */
    static final Backoff QUICK =
            new Backoff(Duration.ofMillis(5), Duration.ofMillis(20), Duration.ofMillis(200));

    private Nodes() {}

    static Network network(Identity identity) {
        return Networks.of(identity, new PeerName("somebody"), List.of(new TlsTransport()));
    }

    static Announcement announcement(String name) {
        return new Announcement(new PeerName(name), List.of(Address.parse("tls://127.0.0.1:7001")));
    }

    /** Signs any bytes for a domain, with the JDK alone. */
    static SignedRecord sign(Identity identity, byte[] domain, byte[] record) {
        try {
            var signature = Signature.getInstance("Ed25519");
            signature.initSign(identity.privateKey());
            signature.update(domain);
            signature.update(record);
            return new SignedRecord(Bytes.copyOf(record), Bytes.wrap(signature.sign()));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    static Address directory(RegistryServer server) {
        return Address.parse("registry://" + server.address().hostAndPort());
    }

    static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    static DirectoryEvent await(
            BlockingQueue<DirectoryEvent> events, Predicate<DirectoryEvent> expected)
            throws InterruptedException {
        while (true) {
            DirectoryEvent event = events.poll(20, TimeUnit.SECONDS);
            if (event == null) {
                throw new AssertionError("the event has not come");
            }
            if (expected.test(event)) {
                return event;
            }
        }
    }

    static void await(String what, BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("has not come about: " + what);
            }
            LockSupport.parkNanos(2_000_000);
        }
    }
}
