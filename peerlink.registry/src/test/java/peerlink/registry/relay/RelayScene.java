package peerlink.registry.relay;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.function.LongSupplier;
import peerlink.api.Address;
import peerlink.api.Bytes;
import peerlink.api.Identity;
import peerlink.api.Link;
import peerlink.api.LinkPolicy;
import peerlink.api.Listener;
import peerlink.api.Network;
import peerlink.api.PeerName;
import peerlink.core.Networks;
import peerlink.registry.access.Applicant;
import peerlink.registry.access.Verdict;
import peerlink.registry.carrier.RelayCarrier;
import peerlink.registry.fixture.Nodes;
import peerlink.registry.protocol.RelayFrame;
import peerlink.testkit.contract.TestIdentities;
import peerlink.transport.tls.TlsTransport;

/** A relay that runs over real TLS, and keeps all that it sees of circuits. */
final class RelayScene implements AutoCloseable {
    static final Identity RELAY = TestIdentities.ed25519("relay");

    final RelayServer server;
    final Address place;
    private final Listener listener;
    private final List<RecordingLink> links = new CopyOnWriteArrayList<>();

    RelayScene() throws IOException {
        this(RelayOptions.defaults());
    }

    RelayScene(RelayOptions options) throws IOException {
        this(options, _ -> Verdict.ADMITTED, System::nanoTime);
    }

    RelayScene(RelayOptions options, Function<Applicant, Verdict> admission, LongSupplier nanos)
            throws IOException {
        server = new RelayServer(RELAY.id(), options, admission, nanos);
        listener =
                Networks.of(
                                RELAY,
                                new PeerName("relay"),
                                List.of(new TlsTransport()),
                                LinkPolicy.DEFAULT)
                        .listen(Nodes.ANY_PORT, Map.of(RelayFrame.PROTOCOL, this::serve));
        place = RelayFrame.place(listener.address(), RELAY.id()).orElseThrow();
    }

    private void serve(Link link) throws IOException {
        RecordingLink recorded = new RecordingLink(link);
        links.add(recorded);
        server.serve(recorded);
    }

    /** Returns the bytes of each direction of each circuit, as they came in. */
    List<byte[]> carried() {
        List<byte[]> all = new ArrayList<>();
        links.stream().map(RecordingLink::carried).flatMap(Optional::stream).forEach(all::add);
        return all;
    }

    /** Returns everything that the relay has read and written, frames included. */
    byte[] everything() {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        links.forEach(link -> all.writeBytes(link.everything()));
        return all.toByteArray();
    }

    /** Returns a network that knows relays. */
    static Network network(Identity identity) {
        return Networks.of(
                identity,
                new PeerName("somebody"),
                List.of(new TlsTransport()),
                List.of(new RelayCarrier()),
                LinkPolicy.DEFAULT);
    }

    /** Opens a link to the relay, to say anything. */
    Link raw(Identity identity) throws IOException {
        return Nodes.network(identity).open(address(), RelayFrame.PROTOCOL, RELAY.id());
    }

    /** Says one thing on a link of its own, and returns the answer. */
    RelayFrame ask(Identity identity, RelayFrame request) throws IOException {
        try (Link link = raw(identity)) {
            return ask(link, request);
        }
    }

    static RelayFrame ask(Link link, RelayFrame request) throws IOException {
        link.send(RelayFrame.encode(request));
        return RelayFrame.decode(link.receive());
    }

    /** Takes a place on a link, which the caller keeps. */
    Link reserved(Identity identity) throws IOException {
        Link link = raw(identity);
        RelayFrame answer = ask(link, new RelayFrame.Reserve(Optional.empty()));
        if (!(answer instanceof RelayFrame.Reserved)) {
            throw new AssertionError(answer);
        }
        return link;
    }

    static RelayFrame.Connect connect(Identity to) {
        return new RelayFrame.Connect(to.id(), Optional.empty());
    }

    static Bytes call(Link place) throws IOException {
        if (RelayFrame.decode(place.receive()) instanceof RelayFrame.Incoming(Bytes call, _)) {
            return call;
        }
        throw new AssertionError("no call");
    }

    Address address() {
        return listener.address();
    }

    @Override
    public void close() {
        server.close();
        listener.close();
    }
}
