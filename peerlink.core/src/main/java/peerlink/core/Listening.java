package peerlink.core;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import peerlink.api.Address;
import peerlink.api.Listener;
import peerlink.core.address.Candidates;
import peerlink.core.admission.ServedProtocols;
import peerlink.core.link.ProtocolNetwork;

/**
 * Lets peers connect to this node. It tells the candidates and the network where, as these announce
 * the addresses and dial from their ports. Safe for use by several threads.
 */
final class Listening implements AutoCloseable {
    private final ProtocolNetwork network;
    private final ServedProtocols protocols;
    private final Candidates candidates;

    /** Changed under the monitor alone. */
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();

    private boolean closed;

    Listening(ProtocolNetwork network, ServedProtocols protocols, Candidates candidates) {
        this.network = network;
        this.protocols = protocols;
        this.candidates = candidates;
    }

    /** Listens at more addresses; does nothing once it is closed. */
    synchronized void open(List<Address> more) throws IOException {
        if (closed) {
            return;
        }
        for (Address address : more) {
            listeners.add(network.listen(address, protocols));
        }
        tell();
    }

    /**
     * Ends the listeners of a scheme, whose transport goes.
     *
     * @return their addresses
     */
    synchronized List<Address> end(String scheme) {
        List<Listener> some =
                listeners.stream().filter(one -> one.address().scheme().equals(scheme)).toList();
        listeners.removeAll(some);
        some.forEach(Listener::close);
        if (!some.isEmpty()) {
            tell();
        }
        return some.stream().map(Listener::address).toList();
    }

    /** Returns the addresses on which the node listens, with their true ports. */
    List<Address> addresses() {
        return listeners.stream().map(Listener::address).toList();
    }

    /** Ends all listeners. */
    @Override
    public synchronized void close() {
        closed = true;
        listeners.forEach(Listener::close);
    }

    private void tell() {
        List<Address> now = addresses();
        candidates.listening(now);
        network.listening(now);
    }
}
