package peerlink.core.link;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import peerlink.api.Address;
import peerlink.api.Carrier;
import peerlink.api.Circuit;
import peerlink.api.Identity;
import peerlink.api.IdentityMismatchException;
import peerlink.api.Link;
import peerlink.api.LinkHandler;
import peerlink.api.LinkPolicy;
import peerlink.api.Listener;
import peerlink.api.Network;
import peerlink.api.PeerId;
import peerlink.api.PeerName;
import peerlink.api.Printable;
import peerlink.api.Protocol;
import peerlink.api.RefusedException;
import peerlink.api.Transport;

/**
 * Opens and accepts links that begin with a hello (docs/protocol.md): the opening side names the
 * protocol, the other side answers or refuses. The scheme of an address picks the transport. Holds
 * no resources beyond those of its links and listeners.
 *
 * <p>The file is longer than most, as each way to open or accept a link has a method, and its
 * description.
 */
public final class ProtocolNetwork implements Network {
    private static final System.Logger LOG = System.getLogger(ProtocolNetwork.class.getName());

    /** The scheme of the transport that makes links over circuits. */
    private static final String END_TO_END = "tls";

    private final Identity identity;
    private final Map<String, Transport> transports = new ConcurrentHashMap<>();
    private final Map<String, Carrier> carriers = new ConcurrentHashMap<>();
    private final LinkPolicy policy;
    private final HelloExchange hellos;
    private volatile List<Address> listening = List.of();

    /** Makes a network whose links follow {@link LinkPolicy#DEFAULT}. */
    public ProtocolNetwork(Identity identity, PeerName name, Collection<Transport> transports) {
        this(identity, name, transports, LinkPolicy.DEFAULT);
    }

    /**
     * @param identity the identity that its links prove
     * @param name the name in its hello
     * @param transports the transports, one for each scheme
     * @param policy the rules for the links that it opens and accepts
     * @throws IllegalArgumentException if two transports serve the same scheme
     */
    public ProtocolNetwork(
            Identity identity, PeerName name, Collection<Transport> transports, LinkPolicy policy) {
        this(identity, name, transports, List.of(), policy, HelloExchange.TIMEOUT);
    }

    /**
     * Makes a network as the other constructor does, which also uses circuits.
     *
     * @param carriers the carriers, one for each scheme that no transport has
     * @throws IllegalArgumentException if two of them serve the same scheme
     */
    public ProtocolNetwork(
            Identity identity,
            PeerName name,
            Collection<Transport> transports,
            Collection<Carrier> carriers,
            LinkPolicy policy) {
        this(identity, name, transports, carriers, policy, HelloExchange.TIMEOUT);
    }

    ProtocolNetwork(
            Identity identity,
            PeerName name,
            Collection<Transport> transports,
            Collection<Carrier> carriers,
            LinkPolicy policy,
            Duration helloTimeout) {
        this.identity = identity;
        this.policy = policy;
        this.hellos = new HelloExchange(name, helloTimeout);
        for (Transport transport : transports) {
            if (this.transports.put(transport.scheme(), transport) != null) {
                throw new IllegalArgumentException(
                        "two transports for the scheme '" + transport.scheme() + "'");
            }
        }
        for (Carrier carrier : carriers) {
            String scheme = carrier.scheme();
            if (this.transports.containsKey(scheme) || this.carriers.put(scheme, carrier) != null) {
                throw new IllegalArgumentException(
                        "two transports or carriers for the scheme '" + scheme + "'");
            }
        }
    }

    /** Uses one transport more, unless its scheme has one. */
    public void add(Transport transport) {
        transports.putIfAbsent(transport.scheme(), transport);
    }

    /** Uses one carrier more, unless its scheme has a transport or carrier. */
    public void add(Carrier carrier) {
        if (!transports.containsKey(carrier.scheme())) {
            carriers.putIfAbsent(carrier.scheme(), carrier);
        }
    }

    /** Uses a transport no more. Its links and listeners stay. */
    public void remove(Transport transport) {
        transports.remove(transport.scheme(), transport);
    }

    /** Uses a carrier no more. Its circuits and listeners stay. */
    public void remove(Carrier carrier) {
        carriers.remove(carrier.scheme(), carrier);
    }

    @Override
    public Identity identity() {
        return identity;
    }

    @Override
    public Link open(Address address, Protocol protocol, @Nullable PeerId expected)
            throws IOException {
        return open(address, protocol, expected, false);
    }

    /**
     * Opens a link as {@link #open(Address, Protocol, PeerId)} does; a {@code oneWay} link wants no
     * messages of the other side's.
     */
    public AgreedLink open(
            Address address, Protocol protocol, @Nullable PeerId expected, boolean oneWay)
            throws IOException {
        return agree(connect(address, expected), protocol, oneWay);
    }

    /**
     * Opens a link on which nothing is said yet. Blocks as {@link Transport#connect} does.
     *
     * @param expected null to accept any peer that answers
     */
    public Link connect(Address address, @Nullable PeerId expected) throws IOException {
        Carrier carrier = carriers.get(address.scheme());
        return carrier == null
                ? transport(address).connect(address, identity, policy, expected)
                : overCircuit(carrier, address, expected);
    }

    /**
     * Sets the addresses on which the node listens, from whose ports it connects where that is of
     * use.
     */
    public void listening(List<Address> addresses) {
        listening = List.copyOf(addresses);
    }

    @Override
    public Link openFromListener(Address address, Protocol protocol, @Nullable PeerId expected)
            throws IOException {
        Optional<Address> local = listener(address);
        if (local.isEmpty() || carriers.containsKey(address.scheme())) {
            return open(address, protocol, expected);
        }
        Link link =
                transport(address).connectFrom(local.get(), address, identity, policy, expected);
        return agree(link, protocol, false);
    }

    /**
     * Meets a peer, as {@link Transport#meet} has it, on the port of a listener. Nothing is said
     * on the link yet.
     *
     * @param begins whether this side begins the handshake
     * @param delay the time until this side connects
     * @param onWaiting called once the other side may come
     */
    public Link meet(
            Address remote, PeerId peer, boolean begins, Duration delay, Runnable onWaiting)
            throws IOException {
        Address local =
                listener(remote)
                        .orElseThrow(() -> new IOException("this node listens on no such network"));
        Transport.Meeting meeting =
                new Transport.Meeting(local, remote, peer, begins, delay, onWaiting);
        return transport(remote).meet(meeting, identity, policy);
    }

    /** Returns the listener from whose port a connection to the address may come. */
    private Optional<Address> listener(Address remote) {
        boolean isOutside = !ThisMachine.alone(remote);
        return listening.stream()
                .filter(local -> local.scheme().equals(remote.scheme()))
                .filter(local -> !(isOutside && ThisMachine.alone(local)))
                .findFirst();
    }

    /**
     * Says hello on a link that {@link #connect} has opened, and waits for the answer. Closes the
     * link if they don't agree.
     *
     * @throws RefusedException if the other side declines
     */
    public AgreedLink agree(Link link, Protocol protocol, boolean oneWay) throws IOException {
        return hellos.agree(link, protocol, oneWay);
    }

    /**
     * Opens a link over a circuit, end to end. Another key than the peer's accuses the carrier's
     * server, which could connect anybody, and not the peer.
     */
    private Link overCircuit(Carrier carrier, Address address, @Nullable PeerId expected)
            throws IOException {
        if (expected == null) {
            throw new IOException(
                    "a link by way of " + address.shortForm() + " needs the peer's id");
        }
        Circuit circuit = carrier.connect(address, expected, this);
        try {
            return endToEnd().connect(circuit, identity, policy, expected);
        } catch (IdentityMismatchException e) {
            throw new IOException("somebody else answered by way of " + address.shortForm(), e);
        }
    }

    /** Returns the transport that secures circuits: both ends must have the same one. */
    private Transport endToEnd() throws IOException {
        Transport transport = transports.get(END_TO_END);
        if (transport == null) {
            throw new IOException("no transport '" + END_TO_END + "' to secure circuits");
        }
        return transport;
    }

    /** Tells whether links at addresses of this scheme lie on circuits. */
    public boolean isCarried(String scheme) {
        return carriers.containsKey(scheme);
    }

    /**
     * Accepts links over the circuits that peers open at a carrier's address, until the listener is
     * closed or the place is lost.
     *
     * @param onLost as {@link Carrier#listen} has it
     */
    public Listener listen(Address place, LinkAcceptor reception, Consumer<IOException> onLost)
            throws IOException {
        Carrier carrier = carriers.get(place.scheme());
        if (carrier == null) {
            throw new IOException("no carrier for '" + Printable.excerpt(place.toString()) + "'");
        }
        Transport transport = endToEnd();
        return carrier.listen(
                place, this, circuit -> answer(circuit, transport, reception), onLost);
    }

    private void answer(Circuit circuit, Transport transport, LinkAcceptor reception) {
        try {
            transport.accept(circuit, identity, policy, link -> accept(link, reception));
        } catch (IOException e) {
            // anybody who may use the relay can cause it, as often as that allows
            LOG.log(Level.DEBUG, () -> "no link over a circuit: " + Printable.reason(e));
        }
    }

    @Override
    public Listener listen(Address address, Map<Protocol, LinkHandler> handlers)
            throws IOException {
        return listen(address, LinkAcceptor.of(handlers));
    }

    public Listener listen(Address address, LinkAcceptor reception) throws IOException {
        return transport(address)
                .listen(address, identity, policy, link -> accept(link, reception));
    }

    /**
     * Waits for the other side's hello on a link, whichever side opened it, and serves it. Returns
     * when the link has been served.
     */
    public void accept(Link link, LinkAcceptor reception) throws IOException {
        hellos.accept(link, reception);
    }

    /** Returns the schemes of the transports and carriers. */
    public Set<String> schemes() {
        Set<String> all = new TreeSet<>(transports.keySet());
        all.addAll(carriers.keySet());
        return all;
    }

    /** Tells whether there is a transport or a carrier for addresses of a scheme. */
    public boolean serves(String scheme) {
        return transports.containsKey(scheme) || carriers.containsKey(scheme);
    }

    private Transport transport(Address address) throws IOException {
        Transport transport = transports.get(address.scheme());
        if (transport == null) {
            throw new IOException(
                    "no transport for '%s' (there is %s)"
                            .formatted(
                                    Printable.excerpt(address.toString()),
                                    transports.isEmpty()
                                            ? "none"
                                            : String.join(", ", transports.keySet())));
        }
        return transport;
    }
}
