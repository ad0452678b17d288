package peerlink.bench.talker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Random;
import peerlink.api.Conversation;
import peerlink.api.Delivery;
import peerlink.api.Messenger;
import peerlink.api.Peer;
import peerlink.api.Plugin;
import peerlink.api.PluginContext;

/**
 * Sends one message after the other to the peer that its settings name, and writes down the
 * accepted ones, in its data directory: a line in {@code accepted} with the message's id and text
 * for each one that the node has stored. It waits while there is a file {@code quiet} beside it.
 */
public final class Talker implements Plugin {
    private static final int MESSAGES_IN_A_BURST = 40;
    private static final int BURST_ONE_IN = 100;

    private final Random random = new Random();

    @Override
    public void start(PluginContext context) throws IOException {
        FileChannel accepted =
                FileChannel.open(
                        context.dataDirectory().resolve("accepted"),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.APPEND);
        context.fork(
                "talk",
                () -> {
                    try (accepted) {
                        talk(context, accepted);
                    } catch (InterruptedException e) {
                        // the node ends
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
    }

    private void talk(PluginContext context, FileChannel accepted)
            throws IOException, InterruptedException {
        Path quiet = context.dataDirectory().resolve("quiet");
        int pause = 2 * Integer.parseInt(context.settings().get("pause")); // on average half of it
        long run = System.currentTimeMillis();
        Conversation conversation =
                context.messenger().conversation(find(context.messenger(), context.settings().get("peer")));
        int burst = 0;
        for (long number = 0; ; number++) {
            while (Files.exists(quiet)) {
                Thread.sleep(100);
            }
            if (burst > 0) {
                burst--;
            } else {
                burst = random.nextInt(BURST_ONE_IN) == 0 ? MESSAGES_IN_A_BURST : 0;
                Thread.sleep(random.nextInt(pause + 1));
            }
            try {
                Delivery delivery = conversation.sendText("talker %d %d".formatted(run, number));
                delivery.stored().thenRun(() -> write(accepted, delivery));
            } catch (IOException e) {
                Thread.sleep(100); // too many wait; this one was refused
            }
        }
    }

    private static Peer find(Messenger messenger, String name) throws InterruptedException {
        while (true) {
            try {
                return messenger.find(name);
            } catch (IOException e) {
                Thread.sleep(100);
            }
        }
    }

    /**
     * Writes once, which a kill either lets happen or not; one after the other, on the thread that
     * stores.
     */
    private static void write(FileChannel accepted, Delivery delivery) {
        String line = delivery.message().id() + " " + delivery.message().text() + "\n";
        try {
            accepted.write(ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
