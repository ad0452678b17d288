package peerlink.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

final class LinkPolicyTest {
    @Test
    void oneChoiceLeavesTheOthersAsTheyAre() {
        LinkPolicy policy =
                LinkPolicy.DEFAULT.accepting(20, 10).with(PostQuantum.PREFERRED).accepting(30, 5);
        assertEquals(new LinkPolicy(PostQuantum.PREFERRED, 30, 5), policy);
    }

    @Test
    void aPolicyThatAcceptsNothingIsNone() {
        assertThrows(IllegalArgumentException.class, () -> LinkPolicy.DEFAULT.accepting(0, 1));
        assertThrows(IllegalArgumentException.class, () -> LinkPolicy.DEFAULT.accepting(1, 0));
    }
}
