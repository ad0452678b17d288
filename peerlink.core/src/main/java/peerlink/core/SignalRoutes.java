package peerlink.core;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import peerlink.api.Address;
import peerlink.api.Bytes;
import peerlink.api.DirectoryEvent;
import peerlink.api.LinkInfo;
import peerlink.api.PeerId;
import peerlink.core.peer.Directories;
import peerlink.core.session.Sessions;
import peerlink.core.signal.SignalPost;
import peerlink.core.signal.SignalRoute;
import peerlink.core.signal.Signals;

/** Has signals go over the links for messages, and over the directories. */
final class SignalRoutes implements SignalPost {
    private final Sessions sessions;
    private final Directories directories;
    private final boolean isDirect;

    /**
     * @param isDirect whether directories, which see this node's address, may pass on signals
     */
    SignalRoutes(Sessions sessions, Directories directories, boolean isDirect) {
        this.sessions = sessions;
        this.directories = directories;
        this.isDirect = isDirect;
    }

    @Override
    public List<SignalRoute> routes(PeerId peer) {
        Stream<SignalRoute> open = sessions.signalling(peer).stream().limit(1).map(OverLink::new);
        Stream<SignalRoute> others =
                isDirect
                        ? directories.signalling().stream().map(OverDirectory::new)
                        : Stream.empty();
        return Stream.concat(open, others).toList();
    }

    /** Hands a signal that a directory passes on to those who read it. */
    void passed(Signals signals, Address directory, DirectoryEvent.Signalled signal) {
        signals.received(new OverDirectory(directory), signal);
    }

    /** Hands a signal that came over a link to those who read it. */
    void came(Signals signals, LinkInfo link, Bytes content) {
        signals.received(
                new OverLink(link),
                new DirectoryEvent.Signalled(
                        link.remote(), Optional.of(link.remoteAddress()), content));
    }

    private final class OverDirectory implements SignalRoute {
        private final Address directory;

        OverDirectory(Address directory) {
            this.directory = directory;
        }

        @Override
        public Address address() {
            return directory;
        }

        @Override
        public boolean isLink() {
            return false;
        }

        @Override
        public Optional<Address> reached() {
            return Optional.empty();
        }

        @Override
        public void send(PeerId peer, Bytes signal) throws IOException {
            directories.signal(directory, peer, signal);
        }
    }

    private final class OverLink implements SignalRoute {
        private final LinkInfo link;

        OverLink(LinkInfo link) {
            this.link = link;
        }

        @Override
        public Address address() {
            return link.remoteAddress();
        }

        @Override
        public boolean isLink() {
            return true;
        }

        @Override
        public Optional<Address> reached() {
            boolean hasConnected =
                    switch (link.path()) {
                        case DIRECT, RELAYED -> link.origin() == LinkInfo.Origin.DIALLED;
                        // the side that was asked has connected
                        case REVERSED -> link.origin() == LinkInfo.Origin.ACCEPTED;
                        // nobody else gets in there, and not a second time
                        case PUNCHED -> false;
                    };
            return hasConnected ? Optional.of(link.remoteAddress()) : Optional.empty();
        }

        @Override
        public void send(PeerId peer, Bytes signal) throws IOException {
            sessions.signal(link, signal);
        }
    }
}
