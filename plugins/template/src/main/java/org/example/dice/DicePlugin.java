package org.example.dice;

import java.security.SecureRandom;
import java.util.random.RandomGenerator;
import peerlink.api.Conversation;
import peerlink.api.Message;
import peerlink.api.MessageHandler;
import peerlink.api.Plugin;
import peerlink.api.PluginContext;

/** Answers the message {@code !dice 2d6}, and adds the command {@code /roll}. */
public final class DicePlugin implements Plugin, MessageHandler {
    private static final String CALL = "!dice ";

    private final RandomGenerator random;

    /** PeerLink calls this one. */
    public DicePlugin() {
        this(new SecureRandom());
    }

    DicePlugin(RandomGenerator random) {
        this.random = random;
    }

    @Override
    public void start(PluginContext context) {
        context.register(this);
        context.register(new RollCommand(context.messenger(), random));
    }

    @Override
    public boolean accepts(Message message) {
        return message.isText() && message.text().startsWith(CALL);
    }

    @Override
    public void handle(Message message, Conversation conversation) throws Exception {
        conversation.sendText(answer(message.text().substring(CALL.length())));
    }

    private String answer(String dice) {
        try {
            return String.valueOf(Dice.parse(dice).roll(random));
        } catch (IllegalArgumentException e) {
            return e.getMessage();
        }
    }
}
