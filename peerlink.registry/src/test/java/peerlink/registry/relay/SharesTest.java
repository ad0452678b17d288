package peerlink.registry.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import peerlink.api.Address;
import peerlink.api.PeerId;
import peerlink.testkit.contract.TestIdentities;

/** Nobody uses up at a relay what is left for the calls of others to the same peer. */
final class SharesTest {
    private static final PeerId BOB = TestIdentities.ed25519("bob").id();
    private static final Address BOBS = Address.parse("tls://192.0.2.1:7001");

    private long now;
    private Shares shares = new Shares(RelayOptions.defaults(), () -> now);

    private void limit(RelayLimit limit, int value) {
        shares = new Shares(RelayOptions.defaults().with(limit, value), () -> now);
    }

    private static Address from(int host) {
        return Address.of("tls", "198.51.100." + host, 50_000);
    }

    /** Returns another peer's key. */
    private static PeerId peer(int number) {
        return PeerId.ofKey(new byte[] {(byte) number});
    }

    private int calls(int host) {
        int calls = 0;
        try {
            while (calls < 1_000) {
                shares.called(BOB, from(host));
                calls++;
            }
        } catch (RelayRefusal e) {
            assertEquals(RelayCode.RATE_LIMITED, e.code());
        }
        return calls;
    }

    @Test
    void oneAddressLeavesHalfOfTheCallsToAPeerToOthers() throws Exception {
        limit(RelayLimit.CALLS_TO_KEY, 12);
        assertEquals(6, calls(1));
        assertEquals(6, calls(2));
        assertEquals(0, calls(3), "there are no more in all");
        now += 5_000_000_000L;
        assertEquals(1, calls(3));
        shares.called(peer(1), from(1));
    }

    @Test
    void callsThatReachNobodyUseUpNothingOfThePeersOwn() throws Exception {
        limit(RelayLimit.CALLS_TO_KEY, 2);
        for (int i = 0; i < 50; i++) {
            shares.call(peer(i), from(i));
        }
        assertEquals(1, calls(1));
    }

    @Test
    void oneAddressWithManyKeysLeavesHalfOfAPeersCircuitsToOthers() throws Exception {
        limit(RelayLimit.CIRCUITS_PER_KEY, 6);
        List<Shares.Held> held = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            held.add(shares.circuit(peer(i), from(1), BOB, BOBS));
        }
        RelayRefusal refusal =
                assertThrows(RelayRefusal.class, () -> shares.circuit(peer(3), from(1), BOB, BOBS));
        assertEquals(RelayCode.TOO_MANY, refusal.code());
        // the refused one has given back all that it had: there is room for just these
        held.add(shares.circuit(peer(4), from(2), BOB, BOBS));
        held.add(shares.circuit(BOB, BOBS, peer(5), from(3)));
        held.add(shares.circuit(BOB, BOBS, peer(6), from(3)));
        assertThrows(RelayRefusal.class, () -> shares.circuit(peer(7), from(4), BOB, BOBS));
        held.forEach(Shares.Held::close);
        shares.circuit(peer(3), from(1), BOB, BOBS).close();
        shares.tidy();
        assertEquals(0, shares.remembered());
    }
}
