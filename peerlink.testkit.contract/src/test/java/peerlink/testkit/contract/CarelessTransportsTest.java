package peerlink.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import peerlink.api.Address;
import peerlink.api.Identity;
import peerlink.api.Link;
import peerlink.api.LinkHandler;
import peerlink.api.LinkPolicy;
import peerlink.api.Listener;
import peerlink.api.PeerId;
import peerlink.api.Transport;

/** Shows that the contract of transports fails those that leave out what PeerLink relies on. */
@Timeout(60)
final class CarelessTransportsTest {
    private static final Address ANY = Address.parse("loopback://127.0.0.1:0");

    private static final class Contract extends TransportContractTest<Transport> {
        Contract(Transport transport) {
            super(transport, ANY);
        }

        @Override
        protected Duration handshakeLimit() {
            // the contract adds five seconds for a busy machine
            return Duration.ofMillis(1).minusSeconds(5);
        }

        @Override
        protected Optional<RawConnections> raw() {
            return Optional.of(RawConnections.TCP);
        }
    }

    /** Hands over to a transport in memory; what it leaves out is left to each test. */
    private static class Careless implements Transport {
        private final Transport transport = new LoopbackTransport();

        @Override
        public String scheme() {
            return transport.scheme();
        }

        @Override
        public Link connect(Address address, Identity identity, LinkPolicy policy, PeerId expected)
                throws IOException {
            return transport.connect(address, identity, policy, expected);
        }

        @Override
        public Listener listen(
                Address address, Identity identity, LinkPolicy policy, LinkHandler onLink)
                throws IOException {
            return transport.listen(address, identity, policy, onLink);
        }
    }

    private static void fails(Executable contract) {
        assertThrows(AssertionError.class, contract);
    }

    @Test
    void oneThatAsksForNoProofFails() {
        Contract contract = new Contract(LoopbackTransport.credulous());
        fails(contract::aListenerSeesNobodyWhoCannotProveItsKey);
        fails(contract::nobodyIsReachedWhoCannotProveItsKey);
        fails(contract::aKeyOfAnotherKindReachesNobodyAndIsReachedByNobody);
    }

    @Test
    void oneThatTakesAnyPeerForTheExpectedOneFails() {
        Contract contract =
                new Contract(
                        new Careless() {
                            @Override
                            public Link connect(
                                    Address address,
                                    Identity identity,
                                    LinkPolicy policy,
                                    PeerId expected)
                                    throws IOException {
                                return super.connect(address, identity, policy, null);
                            }
                        });
        fails(contract::anotherKeyThanTheExpectedOneIsAMismatchAndGetsNoFrame);
    }

    @Test
    void oneThatIgnoresThePolicyFails() {
        Contract contract =
                new Contract(
                        new Careless() {
                            @Override
                            public Listener listen(
                                    Address address,
                                    Identity identity,
                                    LinkPolicy policy,
                                    LinkHandler onLink)
                                    throws IOException {
                                return super.listen(address, identity, LinkPolicy.DEFAULT, onLink);
                            }
                        });
        fails(contract::noMoreLinksAreAcceptedThanThePolicyAllows);
        fails(contract::aLinkHasTheKeyExchangeThatThePolicyDemands);
    }

    @Test
    void oneThatWaitsWithoutEndFails() {
        Contract contract =
                new Contract(
                        new Careless() {
                            @Override
                            public Link connect(
                                    Address address,
                                    Identity identity,
                                    LinkPolicy policy,
                                    PeerId expected)
                                    throws IOException {
                                try {
                                    new CountDownLatch(1).await();
                                } catch (InterruptedException e) {
                                    Thread.currentThread().interrupt();
                                }
                                throw new IOException("interrupted");
                            }
                        });
        fails(contract::anOtherSideThatSaysNothingIsGivenUp);
    }
}
