package org.example.dice;

import java.io.IOException;
import java.util.List;
import java.util.random.RandomGenerator;
import peerlink.api.Command;
import peerlink.api.CommandException;
import peerlink.api.Completion;
import peerlink.api.Console;
import peerlink.api.Messenger;
import peerlink.api.Peer;

/** Rolls dice, and tells a peer if one is named: {@code /roll 2d6 bob}. */
final class RollCommand implements Command {
    private final Messenger messenger;
    private final RandomGenerator random;

    RollCommand(Messenger messenger, RandomGenerator random) {
        this.messenger = messenger;
        this.random = random;
    }

    @Override
    public String name() {
        return "roll";
    }

    @Override
    public String summary() {
        return "roll dice, and tell a peer";
    }

    @Override
    public String usage() {
        return "DICE [PEER]";
    }

    @Override
    public Completion complete(List<String> arguments) {
        return arguments.size() == 1
                ? new Completion.Words(List.of("1d6", "2d6", "1d20"))
                : new Completion.Peers();
    }

    @Override
    public void run(List<String> arguments, Console console) throws CommandException, IOException {
        if (arguments.isEmpty() || arguments.size() > 2) {
            throw new CommandException("dice are needed, and perhaps a peer", "/roll 2d6");
        }
        int sum = roll(arguments.getFirst());
        console.print("you rolled " + sum);
        if (arguments.size() == 2) {
            Peer peer = messenger.find(arguments.get(1));
            messenger.conversation(peer).sendText("I rolled " + sum);
        }
    }

    private int roll(String dice) throws CommandException {
        try {
            return Dice.parse(dice).roll(random);
        } catch (IllegalArgumentException e) {
            throw new CommandException(e.getMessage(), "/roll 2d6");
        }
    }
}
