package peerlink.core;

import java.io.IOException;
import peerlink.api.Link;
import peerlink.api.Message;
import peerlink.api.PeerId;

/** A side of a link that speaks {@code peerlink/1} by hand. */
final class RawChat implements AutoCloseable {
    private final Link link;
    private final PeerId self;

    RawChat(Link link, PeerId self) {
        this.link = link;
        this.self = self;
    }

    void begin(StreamId stream) throws IOException {
        link.send(new ChatFrame.Begin(stream).encode());
    }

    void send(long seq, Message message) throws IOException {
        send(new ChatFrame.Carrier(seq, message));
    }

    void send(ChatFrame frame) throws IOException {
        link.send(frame.encode());
    }

    /** Returns the next frame that is not of a link's beginning. */
    ChatFrame receive() throws IOException {
        while (true) {
            ChatFrame frame = ChatFrame.decode(link.receive(), link.info().remote(), self);
            if (!(frame instanceof ChatFrame.Begin || frame instanceof ChatFrame.Have)) {
                return frame;
            }
        }
    }

    /** Returns the next frame of a kind. */
    <F extends ChatFrame> F receive(Class<F> kind) throws IOException {
        while (true) {
            ChatFrame frame = ChatFrame.decode(link.receive(), link.info().remote(), self);
            if (kind.isInstance(frame)) {
                return kind.cast(frame);
            }
        }
    }

    @Override
    public void close() {
        link.close();
    }
}
