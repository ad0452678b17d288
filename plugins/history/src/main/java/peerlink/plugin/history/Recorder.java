package peerlink.plugin.history;

import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import peerlink.api.Conversation;
import peerlink.api.Message;
import peerlink.api.MessageHandler;

/** Appends each text message, once it has arrived or was acknowledged. */
final class Recorder implements MessageHandler {
    private final HistoryFile file;
    private final InstantSource clock;

    Recorder(HistoryFile file, InstantSource clock) {
        this.file = file;
        this.clock = clock;
    }

    @Override
    public boolean accepts(Message message) {
        return message.isText();
    }

    @Override
    public void handle(Message message, Conversation conversation) throws IOException {
        append(message, conversation, Entry.Direction.RECEIVED);
    }

    @Override
    public void delivered(Message message, Conversation conversation) throws IOException {
        append(message, conversation, Entry.Direction.SENT);
    }

    private void append(Message message, Conversation conversation, Entry.Direction direction)
            throws IOException {
        // by our own clock: the sender's may be wrong, or a lie
        Instant now = clock.instant();
        file.append(
                new Entry(
                        now,
                        direction,
                        conversation.peer().id(),
                        conversation.peer().name(),
                        message.text(),
                        Entry.written(message, now)));
    }
}
