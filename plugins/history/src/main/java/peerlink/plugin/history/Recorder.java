package peerlink.plugin.history;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import peerlink.api.Arrival;
import peerlink.api.Conversation;
import peerlink.api.Message;
import peerlink.api.MessageHandler;
import peerlink.plugin.history.store.Entry;
import peerlink.plugin.history.store.HistoryStore;

/**
 * Keeps each text message, once it has arrived or was acknowledged. The user does not wait for it.
 * A call returns when the message is kept, so that PeerLink hands it over again if it is killed
 * before that.
 */
final class Recorder implements MessageHandler {
    private final HistoryStore store;
    private final HistorySettings settings;
    private final InstantSource clock;
    private final Instant started;

    Recorder(HistoryStore store, HistorySettings settings, InstantSource clock) {
        this.store = store;
        this.settings = settings;
        this.clock = clock;
        this.started = clock.instant();
    }

    @Override
    public boolean accepts(Message message) {
        return message.isText();
    }

    @Override
    public void handle(Message message, Conversation conversation)
            throws IOException, InterruptedException {
        handle(message, new Arrival(clock.instant(), false), conversation);
    }

    @Override
    public void handle(Message message, Arrival arrival, Conversation conversation)
            throws IOException, InterruptedException {
        keep(
                message,
                conversation,
                Entry.Direction.RECEIVED,
                arrival.receivedAt(),
                arrival.redelivered());
    }

    @Override
    public void delivered(Message message, Conversation conversation)
            throws IOException, InterruptedException {
        // an earlier run may have been told of its messages, and cut off before that was on disk
        boolean perhapsAgain = !message.sentAt().isAfter(started);
        keep(message, conversation, Entry.Direction.SENT, clock.instant(), perhapsAgain);
    }

    private void keep(
            Message message,
            Conversation conversation,
            Entry.Direction direction,
            Instant receivedAt,
            boolean perhapsAgain)
            throws IOException, InterruptedException {
        if (!settings.isKept(conversation.peer())) {
            return;
        }
        store.add(
                new Entry(
                        0,
                        direction,
                        conversation.peer().id(),
                        conversation.peer().name(),
                        message.id(),
                        // uncleaned: every character of it
                        new String(message.content().toByteArray(), StandardCharsets.UTF_8),
                        receivedAt.truncatedTo(ChronoUnit.MILLIS),
                        message.isDated()
                                ? Optional.of(message.sentAt().truncatedTo(ChronoUnit.MILLIS))
                                : Optional.empty()),
                perhapsAgain);
    }
}
