package peerlink.registry.client;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import peerlink.api.Address;
import peerlink.api.DirectoryProbe;
import peerlink.api.ProtocolViolationException;
import peerlink.registry.protocol.Answer;
import peerlink.registry.protocol.Request;

/** Asks a registry how it sees this node. */
final class OwnProbe {
    private OwnProbe() {}

    /**
     * @param onRelay called if the registry offers this node to be its relay
     */
    static DirectoryProbe ask(
            RegistryLink link, int port, Duration patience, InstantSource clock, Runnable onRelay)
            throws IOException {
        return switch (link.request(new Request.Probe(port), patience)) {
            case Answer.Probed(
                            long time,
                            String observed,
                            Optional<Boolean> reachable,
                            boolean relay) -> {
                if (relay) {
                    onRelay.run();
                }
                yield new DirectoryProbe(
                        link.local(),
                        address(observed),
                        Duration.between(Instant.ofEpochMilli(time), clock.instant()),
                        reachable);
            }
            case Answer.Failure failure -> throw failure.refused();
            case Answer other -> throw other.unexpected();
        };
    }

    /** Reads an address that has a host and a port, as every link's has. */
    static Address address(String observed) throws ProtocolViolationException {
        try {
            Address address = Address.parse(observed);
            return Address.of(address.scheme(), address.host(), address.port());
        } catch (IllegalArgumentException e) {
            throw new ProtocolViolationException(
                    "field 'observed': must be an address with a host and a port");
        }
    }
}
