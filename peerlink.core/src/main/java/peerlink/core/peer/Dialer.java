package peerlink.core.peer;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import peerlink.api.Address;
import peerlink.api.IdentityMismatchException;
import peerlink.api.Peer;
import peerlink.api.PeerUnavailableException;
import peerlink.api.Printable;
import peerlink.api.Protocol;
import peerlink.api.Query;
import peerlink.api.RefusedException;
import peerlink.core.link.AgreedLink;
import peerlink.core.link.ProtocolNetwork;
import peerlink.core.model.Contact;

/**
 * Opens links to peers: at every known address of a peer, then at those that directories tell, and
 * at last at those that they told before.
 */
public final class Dialer {
    private static final System.Logger LOG = System.getLogger(Dialer.class.getName());
    // no new attempt after this time
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final ProtocolNetwork network;
    private final Peers peers;
    private final Directories directories;
    private final boolean oneWay;

    /**
     * @param oneWay whether the peers may send no messages over the links that it opens
     */
    public Dialer(ProtocolNetwork network, Peers peers, Directories directories, boolean oneWay) {
        this.network = network;
        this.peers = peers;
        this.directories = directories;
        this.oneWay = oneWay;
    }

    /** Tells whether the peers may send no messages over the links that it opens. */
    boolean isOneWay() {
        return oneWay;
    }

    /**
     * Opens a link to exactly this peer.
     *
     * @throws IdentityMismatchException if another key answered, and the peer nowhere
     * @throws RefusedException if the peer declined
     * @throws PeerUnavailableException if no address answered
     */
    public AgreedLink dial(Peer peer, Protocol protocol) throws IOException {
        peers.requireTrusted(peer);
        if (peer.id().equals(network.identity().id())) {
            throw new PeerUnavailableException(peer.name() + " is this node itself");
        }
        long end = System.nanoTime() + PATIENCE.toNanos();
        Set<Address> tried = new LinkedHashSet<>();
        List<IOException> failures = new ArrayList<>();
        AgreedLink link = dial(known(peer), peer, protocol, tried, failures, end);
        if (link == null) {
            link = dial(fromDirectories(peer, failures), peer, protocol, tried, failures, end);
        }
        if (link == null) {
            link = dial(lastKnown(peer), peer, protocol, tried, failures, end);
        }
        if (link == null) {
            throw failure(peer, tried, failures);
        }
        return link;
    }

    private @Nullable AgreedLink dial(
            List<Address> addresses,
            Peer peer,
            Protocol protocol,
            Set<Address> tried,
            List<IOException> failures,
            long end)
            throws RefusedException {
        for (Address address : addresses) {
            if (System.nanoTime() > end || !tried.add(address)) {
                continue;
            }
            try {
                AgreedLink link = network.open(address, protocol, peer.id(), oneWay);
                remember(peer, address);
                return link;
            } catch (RefusedException e) {
                // the peer itself declined, and would do so at its other addresses
                throw e;
            } catch (IOException e) {
                LOG.log(Level.DEBUG, () -> "no link to " + address + ": " + Printable.reason(e));
                failures.add(e);
            } catch (IllegalArgumentException e) {
                // the transport can't read it: a peer may announce any address
                LOG.log(Level.DEBUG, () -> "no link to " + address + ": " + Printable.reason(e));
                failures.add(new IOException(Printable.reason(e), e));
            }
        }
        return null;
    }

    private List<Address> known(Peer peer) {
        Set<Address> addresses = new LinkedHashSet<>();
        Peer online = peers.listed(peer.id());
        if (online != null) {
            addresses.addAll(online.addresses());
        }
        addresses.addAll(peer.addresses());
        Contact contact = peers.contact(peer.id());
        if (contact != null) {
            addresses.addAll(contact.lastAddresses());
        }
        return List.copyOf(addresses);
    }

    private List<Address> fromDirectories(Peer peer, List<IOException> failures) {
        try {
            return directories.find(new Query.ById(peer.id())).stream()
                    .filter(found -> found.id().equals(peer.id()))
                    .flatMap(found -> found.addresses().stream())
                    .toList();
        } catch (IOException e) {
            failures.add(e);
            return List.of();
        }
    }

    private List<Address> lastKnown(Peer peer) {
        Peer before = peers.listedBefore(peer.id());
        return before == null ? List.of() : before.addresses();
    }

    private void remember(Peer peer, Address best) {
        Set<Address> addresses = new LinkedHashSet<>();
        addresses.add(best);
        addresses.addAll(known(peer));
        try {
            peers.reached(peer.id(), addresses.stream().limit(Peer.MAX_ADDRESSES).toList());
        } catch (IOException e) {
            // the link is good all the same
            LOG.log(Level.WARNING, "can't keep the addresses of a contact", e);
        }
    }

    private IOException failure(Peer peer, Set<Address> tried, List<IOException> failures) {
        for (IOException failure : failures) {
            if (failure instanceof IdentityMismatchException mismatch) {
                peers.mismatched(peer.id(), mismatch.actual());
                return mismatch;
            }
        }
        if (failures.isEmpty()) {
            return new PeerUnavailableException(
                    peer.name() + " is not online: no address is known");
        }
        IOException last = failures.getLast();
        return new PeerUnavailableException(
                tried.isEmpty()
                        ? "%s is not online: %s".formatted(peer.name(), Printable.reason(last))
                        : "%s can't be reached: %s".formatted(peer.name(), Printable.reason(last)),
                last);
    }
}
