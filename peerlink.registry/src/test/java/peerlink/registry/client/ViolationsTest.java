package peerlink.registry.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import peerlink.api.Address;
import peerlink.api.Bytes;
import peerlink.api.Identity;
import peerlink.api.Link;
import peerlink.api.LinkHandler;
import peerlink.api.LinkInfo;
import peerlink.api.Listener;
import peerlink.api.Network;
import peerlink.api.PeerId;
import peerlink.api.Protocol;
import peerlink.api.ProtocolViolationException;
import peerlink.registry.fixture.Nodes;
import peerlink.registry.protocol.Answer;
import peerlink.registry.protocol.CborMaps;
import peerlink.registry.protocol.ProtocolLimits;
import peerlink.registry.server.RegistryOptions;
import peerlink.registry.server.RegistryServer;
import peerlink.testkit.contract.TestIdentities;

/**
 * A side that ends a link for a broken rule names the rule. The network does the rest with that.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class ViolationsTest {
    private static final Identity OPERATOR = TestIdentities.ed25519("registry");
    private static final Identity ALICE = TestIdentities.ed25519("alice");

    private final List<String> reported = new CopyOnWriteArrayList<>();

    /** Notes the reported violations, and otherwise is as any other network. */
    private record Watched(Network network, Consumer<String> reports) implements Network {
        @Override
        public Identity identity() {
            return network.identity();
        }

        @Override
        public Link open(Address address, Protocol protocol, @Nullable PeerId expected)
                throws IOException {
            return new WatchedLink(network.open(address, protocol, expected), reports);
        }

        @Override
        public Listener listen(Address address, Map<Protocol, LinkHandler> handlers)
                throws IOException {
            LinkHandler served = handlers.values().iterator().next();
            return network.listen(
                    address,
                    Map.of(
                            ProtocolLimits.PROTOCOL,
                            link -> served.handle(new WatchedLink(link, reports))));
        }
    }

    private record WatchedLink(Link link, Consumer<String> reports) implements Link {
        @Override
        public LinkInfo info() {
            return link.info();
        }

        @Override
        public void send(List<Bytes> frames) throws IOException {
            link.send(frames);
        }

        @Override
        public Bytes receive() throws IOException {
            return link.receive();
        }

        @Override
        public void reportViolation(ProtocolViolationException violation) {
            reports.accept(violation.getMessage());
        }

        @Override
        public void close() {
            link.close();
        }
    }

    private static Bytes number(long value) {
        return CborMaps.write(
                out -> {
                    out.writeStartObject();
                    out.writeStringProperty("type", "ping");
                    out.writeNumberProperty("id", value);
                    out.writeEndObject();
                });
    }

    @Test
    void aRegistrySaysWhichRuleAClientBroke() throws Exception {
        Network network = new Watched(Nodes.network(OPERATOR), reported::add);
        try (RegistryServer server =
                RegistryServer.start(network, Nodes.ANY_PORT, RegistryOptions.defaults())) {
            for (Bytes frame : List.of(number(-7), Bytes.utf8("GET / HTTP/1.1"))) {
                try (Link link =
                        Nodes.network(ALICE)
                                .open(server.address(), ProtocolLimits.PROTOCOL, null)) {
                    link.send(frame);
                    Answer.decode(link.receive());
                    assertThrows(IOException.class, link::receive);
                }
            }
            assertEquals("field 'id': must be from 0 to 2^53-1, is -7", reported.getFirst());
            assertEquals(2, reported.size());
        }
    }

    @Test
    void aClientSaysWhichRuleARegistryBroke() throws Exception {
        Map<String, Bytes> wrong =
                Map.of(
                        "field 'id': must be from 0 to 2^53-1, is -7", number(-7),
                        "field 'id': must be an integer, is missing",
                                CborMaps.write(
                                        out -> {
                                            out.writeStartObject();
                                            out.writeEndObject();
                                        }));
        Network network = new Watched(Nodes.network(ALICE), reported::add);
        for (var row : wrong.entrySet()) {
            reported.clear();
            try (Listener listener =
                    Nodes.network(OPERATOR)
                            .listen(
                                    Nodes.ANY_PORT,
                                    Map.of(
                                            ProtocolLimits.PROTOCOL,
                                            link -> {
                                                link.send(row.getValue());
                                                link.receive();
                                            }))) {
                var client =
                        new RegistryLink(
                                network.open(listener.address(), ProtocolLimits.PROTOCOL, null),
                                _ -> {},
                                _ -> {});
                client.start();
                Nodes.await("the end of the link", () -> !client.isOpen());
                Nodes.await("the report", () -> !reported.isEmpty());
            }
            assertEquals(List.of(row.getKey()), reported);
        }
    }
}
