package peerlink.cli;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.function.IntFunction;
import peerlink.api.Address;
import peerlink.api.Bytes;
import peerlink.api.Identity;
import peerlink.api.Link;
import peerlink.api.LinkPolicy;
import peerlink.api.Listener;
import peerlink.api.PeerId;
import peerlink.api.Transport;
import peerlink.core.IdentityStore;

/** A peer that proves its key and then says whatever it likes: each frame is made by the test. */
record RawPeer(Identity identity) {
    private static final Transport TLS = Assembly.transports().getFirst();

    static RawPeer in(Path folder) throws IOException {
        return new RawPeer(IdentityStore.loadOrCreate(folder));
    }

    /** Opens a link and says hello; the answer is not read. */
    Link open(Address address, PeerId expected, String protocol, Bytes name) throws IOException {
        Link link = TLS.connect(address, identity, LinkPolicy.DEFAULT, expected);
        link.send(map("type", text("hello"), "protocol", text(protocol), "name", text(name)));
        return link;
    }

    /**
     * Answers every frame of every link.
     *
     * @param answers called with the frame's number on its link; 0 is the hello
     */
    Listener answering(IntFunction<Bytes> answers) throws IOException {
        return TLS.listen(
                Address.of("tls", "127.0.0.1", 0),
                identity,
                LinkPolicy.DEFAULT,
                link -> {
                    for (int number = 0; ; number++) {
                        link.receive();
                        link.send(answers.apply(number));
                    }
                });
    }

    /** A CBOR map (RFC 8949): names, each followed by the bytes of its value. */
    static Bytes map(Object... entries) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(0xa0 + entries.length / 2);
        for (int i = 0; i < entries.length; i += 2) {
            out.writeBytes(text((String) entries[i]).toByteArray());
            out.writeBytes(((Bytes) entries[i + 1]).toByteArray());
        }
        return Bytes.wrap(out.toByteArray());
    }

    static Bytes text(String text) {
        return text(Bytes.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** A text string of these bytes, which need not be UTF-8. */
    static Bytes text(Bytes bytes) {
        return string(0x60, bytes);
    }

    static Bytes content(Bytes bytes) {
        return string(0x40, bytes);
    }

    static Bytes number(int number) {
        return head(0x00, number);
    }

    private static Bytes string(int major, Bytes bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(head(major, bytes.size()).toByteArray());
        out.writeBytes(bytes.toByteArray());
        return Bytes.wrap(out.toByteArray());
    }

    private static Bytes head(int major, int value) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (DataOutputStream data = new DataOutputStream(out)) {
            data.writeByte(major + 26);
            data.writeInt(value);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return Bytes.wrap(out.toByteArray());
    }
}
