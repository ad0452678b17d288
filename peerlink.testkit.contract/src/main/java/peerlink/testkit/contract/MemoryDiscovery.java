package peerlink.testkit.contract;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import peerlink.api.Address;
import peerlink.api.Announcement;
import peerlink.api.Directory;
import peerlink.api.DirectoryEvent;
import peerlink.api.Discovery;
import peerlink.api.Network;
import peerlink.api.Peer;
import peerlink.api.PeerId;
import peerlink.api.PeerName;
import peerlink.api.Query;
import peerlink.api.Registration;

/**
 * Runs a directory inside one process, for tests, that can be out of reach and can lie. Its
 * addresses are {@code memory://…}, or of another scheme.
 */
public final class MemoryDiscovery implements Discovery {
    private final Map<PeerId, Peer> peers = new LinkedHashMap<>();

    /** The directories that have registered the peers; a later one of the same peer takes over. */
    private final Map<PeerId, Directory> registrars = new HashMap<>();

    private final List<Consumer<DirectoryEvent>> watchers = new ArrayList<>();
    private final String scheme;
    private final boolean isAuthority;
    private boolean reachable = true;
    private final Optional<Address> pinned;
    private boolean empty;

    public MemoryDiscovery() {
        this("memory", true, Optional.empty());
    }

    /** Makes a directory that has proved its key, and whose address has the scheme of others. */
    public MemoryDiscovery(Address pinned) {
        this(pinned.scheme(), true, Optional.of(pinned));
    }

    /**
     * @param isAuthority whether a name belongs to one key there
     */
    public MemoryDiscovery(String scheme, boolean isAuthority) {
        this(scheme, isAuthority, Optional.empty());
    }

    private MemoryDiscovery(String scheme, boolean isAuthority, Optional<Address> pinned) {
        this.scheme = scheme;
        this.isAuthority = isAuthority;
        this.pinned = pinned;
    }

    @Override
    public String scheme() {
        return scheme;
    }

    @Override
    public Directory open(Address directory, Network network) {
        return new MemoryDirectory(network.identity().id());
    }

    /** Sets whether it can be reached. The watchers are told of a change. */
    public synchronized void setReachable(boolean reachable) {
        if (this.reachable == reachable) {
            return;
        }
        this.reachable = reachable;
        tell(
                reachable
                        ? new DirectoryEvent.Connected()
                        : new DirectoryEvent.Disconnected("switched off"));
        if (reachable) {
            peers.values().forEach(peer -> tell(new DirectoryEvent.Appeared(peer)));
        }
    }

    /** Tells whether it can be reached. */
    public synchronized boolean isReachable() {
        return reachable;
    }

    /** Answers every query with an empty list from now on. */
    public synchronized void forgetEverybody() {
        empty = true;
    }

    /** Tells of a peer that has not registered itself, such as one under a stolen name. */
    public synchronized void claim(Peer peer) {
        peers.values().removeIf(other -> isAuthority && other.name().equals(peer.name()));
        peers.put(peer.id(), peer);
        tell(new DirectoryEvent.Appeared(peer));
    }

    /** Waits until a peer is registered. */
    public synchronized void awaitRegistered(PeerId id) throws InterruptedException {
        while (!peers.containsKey(id)) {
            wait();
        }
    }

    private void tell(DirectoryEvent event) {
        List.copyOf(watchers).forEach(watcher -> watcher.accept(event));
    }

    private final class MemoryDirectory implements Directory {
        private final PeerId self;

        private MemoryDirectory(PeerId self) {
            this.self = self;
        }

        @Override
        public Registration register(Announcement announcement) throws IOException {
            synchronized (MemoryDiscovery.this) {
                requireReachable();
                Peer peer = new Peer(self, announcement.name(), announcement.addresses());
                peers.put(self, peer);
                registrars.put(self, this);
                MemoryDiscovery.this.notifyAll();
                tell(new DirectoryEvent.Appeared(peer));
                return this::deregister;
            }
        }

        @Override
        public List<Peer> find(Query query) throws IOException {
            synchronized (MemoryDiscovery.this) {
                requireReachable();
                return empty
                        ? List.of()
                        : peers.values().stream().filter(peer -> matches(query, peer)).toList();
            }
        }

        @Override
        public Registration watch(Consumer<DirectoryEvent> listener) {
            synchronized (MemoryDiscovery.this) {
                watchers.add(listener);
                if (reachable) {
                    listener.accept(new DirectoryEvent.Connected());
                    peers.values()
                            .forEach(peer -> listener.accept(new DirectoryEvent.Appeared(peer)));
                }
                return () -> unwatch(listener);
            }
        }

        @Override
        public Optional<Address> pinned() {
            return pinned;
        }

        @Override
        public boolean isAuthority() {
            return isAuthority;
        }

        @Override
        public void close() {
            deregister();
        }

        private void deregister() {
            synchronized (MemoryDiscovery.this) {
                if (registrars.remove(self, this) && peers.remove(self) != null) {
                    tell(new DirectoryEvent.Left(self));
                }
            }
        }

        private void unwatch(Consumer<DirectoryEvent> listener) {
            synchronized (MemoryDiscovery.this) {
                watchers.remove(listener);
            }
        }

        private void requireReachable() throws IOException {
            if (!reachable) {
                throw new IOException("the directory is switched off");
            }
        }

        private static boolean matches(Query query, Peer peer) {
            return switch (query) {
                case Query.ById(PeerId id) -> peer.id().equals(id);
                case Query.ByName(PeerName name) -> peer.name().equals(name);
                case Query.ByPrefix(String prefix) -> peer.name().text().startsWith(prefix);
                case Query.Everyone() -> true;
            };
        }
    }
}
