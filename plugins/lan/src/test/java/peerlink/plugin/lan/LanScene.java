package peerlink.plugin.lan;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import peerlink.api.Address;
import peerlink.api.Announcement;
import peerlink.api.Directory;
import peerlink.api.DirectoryContext;
import peerlink.api.DirectoryEvent;
import peerlink.api.Identity;
import peerlink.api.Link;
import peerlink.api.LinkHandler;
import peerlink.api.Listener;
import peerlink.api.Network;
import peerlink.api.Peer;
import peerlink.api.PeerId;
import peerlink.api.PeerName;
import peerlink.api.Protocol;
import peerlink.api.Visibility;

/** A local network that consists of the loopback interface, on a port of its own. */
final class LanScene {
    static final List<Address> HERE = List.of(Address.parse("tls://127.0.0.1:7001"));

    private static final String GROUP = "239.255.80.76";

    final int port = freePort();
    private final List<AutoCloseable> opened = new ArrayList<>();

    static LanEnvironment loopback(InstantSource clock) {
        return new LanEnvironment(
                clock,
                System::nanoTime,
                new SecureRandom(),
                () -> LanInterface.all().stream().filter(LanInterface::isLoopback).toList());
    }

    /** Returns a port on which nobody listens now. */
    static int freePort() {
        try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    Address address() {
        return Address.of("lan", GROUP, port);
    }

    InetSocketAddress group() {
        return new InetSocketAddress(InetAddress.ofLiteral(GROUP), port);
    }

    Directory open(Identity identity, String show, Set<PeerId> contacts) {
        return open(identity, show, contacts, InstantSource.system());
    }

    Directory open(Identity identity, String show, Set<PeerId> contacts, InstantSource clock) {
        Directory directory =
                new LanDiscovery(loopback(clock))
                        .open(
                                address(),
                                DirectoryContext.of(
                                        network(identity), Map.of("show", show), contacts));
        opened.add(directory);
        return directory;
    }

    Directory visible(Identity identity) {
        return open(identity, "visible", Set.of());
    }

    /** Opens a stranger's socket, which hears what is said to everybody. */
    Ear ear() throws IOException {
        Ear ear = new Ear(group());
        opened.add(ear);
        return ear;
    }

    static Announcement called(String name) {
        return new Announcement(new PeerName(name), HERE);
    }

    static Announcement called(String name, Visibility visibility) {
        return new Announcement(new PeerName(name), HERE, visibility);
    }

    /** The network of a node that opens no links. */
    static Network network(Identity identity) {
        return new Network() {
            @Override
            public Identity identity() {
                return identity;
            }

            @Override
            public Link open(Address address, Protocol protocol, @Nullable PeerId expected)
                    throws IOException {
                throw new IOException("no links here");
            }

            @Override
            public Listener listen(Address address, Map<Protocol, LinkHandler> handlers)
                    throws IOException {
                throw new IOException("no links here");
            }
        };
    }

    void close() throws Exception {
        for (AutoCloseable one : opened.reversed()) {
            one.close();
        }
    }

    /** Collects the events of a watch. */
    static final class Events {
        private final BlockingQueue<DirectoryEvent> all = new LinkedBlockingQueue<>();

        static Events of(Directory directory) {
            Events events = new Events();
            directory.watch(events.all::add);
            return events;
        }

        void await(DirectoryEvent expected) throws InterruptedException {
            await(expected::equals);
        }

        /** Returns the events before a peer appears. */
        List<DirectoryEvent> beforeAppearance(PeerId of) throws InterruptedException {
            List<DirectoryEvent> before = new ArrayList<>();
            await(
                    event -> {
                        before.add(event);
                        return event instanceof DirectoryEvent.Appeared(Peer peer)
                                && peer.id().equals(of);
                    });
            return before;
        }

        DirectoryEvent await(Predicate<DirectoryEvent> expected) throws InterruptedException {
            List<DirectoryEvent> others = new ArrayList<>();
            DirectoryEvent event = all.poll(20, TimeUnit.SECONDS);
            while (event != null && !expected.test(event)) {
                others.add(event);
                event = all.poll(20, TimeUnit.SECONDS);
            }
            if (event == null) {
                throw new AssertionError("the event has not come, but " + others);
            }
            return event;
        }
    }
}
