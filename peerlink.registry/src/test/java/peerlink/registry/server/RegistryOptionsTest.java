package peerlink.registry.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import peerlink.api.LinkPolicy;
import peerlink.api.PostQuantum;

final class RegistryOptionsTest {
    private static final LinkPolicy PREFERRED = LinkPolicy.DEFAULT.with(PostQuantum.PREFERRED);

    @Test
    void theTransportAcceptsWhatTheOperatorAllowsAndSomeToBeTurnedAway() {
        RegistryOptions options =
                RegistryOptions.defaults()
                        .with(RegistryLimit.CONNECTIONS, 100_000)
                        .with(RegistryLimit.CONNECTIONS_PER_ADDRESS, 50);
        assertEquals(
                new LinkPolicy(PostQuantum.PREFERRED, 101_024, 1_074), options.links(PREFERRED));
    }

    @Test
    void noLimitIsSoHighThatTheTransportsBecomesNegative() {
        RegistryOptions options =
                RegistryOptions.defaults().with(RegistryLimit.CONNECTIONS, Integer.MAX_VALUE);
        assertEquals(Integer.MAX_VALUE, options.links(PREFERRED).accepted());
    }
}
