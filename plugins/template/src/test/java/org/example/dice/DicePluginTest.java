package org.example.dice;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import peerlink.api.Completion;
import peerlink.testkit.TestNet;
import peerlink.testkit.TestPeer;

final class DicePluginTest {
    private final TestNet net = TestNet.open();
    private final TestPeer alice = net.peer("alice", new DicePlugin(new Random(1)));
    private final TestPeer bob = net.peer("bob");

    @AfterEach
    void close() {
        net.close();
    }

    @Test
    void diceAreRolledForAPeerThatAsks() {
        bob.says(alice, "!dice 2d6");
        bob.says(alice, "!dice 2d6; rm -r /");
        bob.says(alice, "dice?");
        int sum = new Dice(2, 6).roll(new Random(1));
        assertEquals(List.of("" + sum, "these are no dice, such as 2d6"), bob.heard());
    }

    @Test
    void theUserRollsAndTellsAPeer() {
        int sum = new Dice(1, 20).roll(new Random(1));
        assertEquals(List.of("you rolled " + sum), alice.types("/roll 1d20 bob"));
        assertEquals(List.of("I rolled " + sum), bob.heard());
    }

    @Test
    void mistakesAreExplained() {
        assertEquals(
                List.of("0d6 is out of range: 1d2 to 100d1000", "hint: /roll 2d6"),
                alice.types("/roll 0d6"));
        assertEquals(new Completion.Peers(), alice.completes("/roll 2d6 "));
    }

    @Test
    void thePluginCanBeTakenAway() throws Exception {
        alice.assertCollectable(() -> bob.says(alice, "!dice 2d6"));
    }
}
