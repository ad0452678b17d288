package peerlink.core.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import peerlink.api.PeerId;
import peerlink.api.contract.HostileInput;
import peerlink.api.contract.Refusal;
import peerlink.api.contract.Vectors;

/**
 * Checks that every input is taken, or refused by the one exception that the decoder declares;
 * anything else fails the test. The rows of {@code docs/test-vectors.md} have the page's outcome.
 */
class InviteDecoderTest {
    private static final PeerId ALICE = PeerId.ofKey(new byte[] {1});
    private static final PeerId BOB = PeerId.ofKey(new byte[] {2});

    @Property(tries = 4_000)
    void anyInviteIsTakenOrRefused(@ForAll("invites") String text) {
        try {
            Invite invite = Invite.parse(text);
            assertEquals(invite, Invite.parse(invite.toString()));
        } catch (IllegalArgumentException e) {
            Refusal.requireClean(e);
        }
    }

    @Provide
    Arbitrary<String> invites() {
        return HostileInput.texts(
                "peerlink://bob@192.0.2.1:7001,[2001:db8::1]:7002/" + BOB,
                "peerlink://a.b_c-d@example.org:1/" + ALICE,
                "peerlink://bob@192.0.2.1:7001,2001-db8-0-0-0-0-0-1:7002/%s/relay/r.example:7778/%s/registry/192.0.2.2:7777/%s"
                        .formatted(BOB, ALICE, ALICE),
                "peerlink://bob/%s/registry/r.example:7777/%s".formatted(BOB, ALICE));
    }

    static List<Vectors.Row> rows() throws IOException {
        return Vectors.of("Invites");
    }

    @ParameterizedTest
    @MethodSource("rows")
    void invite(Vectors.Row row) {
        String outcome;
        try {
            Invite.parse(row.input());
            outcome = "taken";
        } catch (IllegalArgumentException e) {
            Refusal.requireClean(e);
            outcome = "refused";
        }
        assertEquals(row.outcome(), outcome, row.input());
    }
}
