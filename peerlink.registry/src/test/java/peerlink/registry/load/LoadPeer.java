package peerlink.registry.load;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import peerlink.api.Address;
import peerlink.api.Bytes;
import peerlink.api.Identity;
import peerlink.api.Link;
import peerlink.api.Network;
import peerlink.api.PeerId;
import peerlink.api.PeerName;
import peerlink.core.Networks;
import peerlink.registry.client.RecordSigner;
import peerlink.registry.fixture.Nodes;
import peerlink.registry.protocol.Answer;
import peerlink.registry.protocol.ProtocolLimits;
import peerlink.registry.protocol.Request;
import peerlink.registry.store.SignedRecord;
import peerlink.testkit.contract.TestIdentities;
import peerlink.transport.tls.SourceTransport;

/**
 * Plays one peer of a crowd, with a key of its own, a name, an address that it dials from, and one
 * link. It asks and waits for the answer, and has no thread; once it {@link #follow}s, a thread of
 * its own reads, and it can only {@link #tell}.
 */
final class LoadPeer implements AutoCloseable {
    /** The number of peers that share an address. */
    private static final int PER_ADDRESS = 100;

    private static final AtomicLong SEQUENCE = new AtomicLong(System.currentTimeMillis());

    private static volatile @Nullable Decoded lastDecoded;

    private final int number;
    private final Identity identity;
    private final PeerName name;
    private final Network network;
    private final RecordSigner signer;
    private @Nullable Link link;
    private long numbers;

    private LoadPeer(int number, Identity identity) {
        this.number = number;
        this.identity = identity;
        // decimal, since names that look alike are refused
        this.name = new PeerName("peer-" + number);
        this.network =
                Networks.of(
                        identity, name, List.of(new SourceTransport(source(number / PER_ADDRESS))));
        this.signer = new RecordSigner(identity);
    }

    /** Makes a peer with a fresh key. */
    static LoadPeer of(int number) {
        return new LoadPeer(number, TestIdentities.ed25519("peer"));
    }

    /** Returns one of many addresses of this machine's, none of which anybody else uses. */
    static InetAddress source(int number) {
        try {
            return InetAddress.getByAddress(
                    new byte[] {
                        127,
                        (byte) (100 + number / 62_500),
                        (byte) (number / 250),
                        (byte) (1 + number % 250)
                    });
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    Identity identity() {
        return identity;
    }

    int number() {
        return number;
    }

    PeerName name() {
        return name;
    }

    /** Opens its link, in place of the last. */
    Link connect(ServerProcess server) throws IOException {
        return connect(server.address(), server.id());
    }

    /** Opens its link, in place of the last. */
    Link connect(Address server, PeerId id) throws IOException {
        Link opened = network.open(server, ProtocolLimits.PROTOCOL, id);
        link = opened;
        return opened;
    }

    Link link() throws IOException {
        Link open = link;
        if (open == null) {
            throw new IOException("not connected");
        }
        return open;
    }

    /** Returns a record that is newer than any before. */
    SignedRecord record() {
        return record(name.text());
    }

    /** Returns a record under another name. */
    SignedRecord record(String name) {
        return signer.present(
                Nodes.announcement(name), SEQUENCE.incrementAndGet(), System.currentTimeMillis());
    }

    /** Returns a tombstone that is newer than any record before. */
    SignedRecord tombstone() {
        return signer.gone(SEQUENCE.incrementAndGet(), System.currentTimeMillis());
    }

    void register() throws IOException {
        require(Answer.Leased.class, ask(new Request.Register(record())));
    }

    void renew() throws IOException {
        require(Answer.Leased.class, ask(new Request.Renew()));
    }

    /** Watches from now on. */
    void watch() throws IOException {
        require(Answer.Resync.class, ask(new Request.Watch(null)));
    }

    /**
     * Sends a request and reads until its answer is there; changes that come before it are dropped.
     */
    synchronized Answer ask(Request request) throws IOException {
        long number = tell(request);
        while (true) {
            Answer.Numbered numbered = Answer.decode(link().receive());
            if (numbered.id() == number) {
                return numbered.answer();
            }
            if (numbered.answer() instanceof Answer.Failure failure) {
                throw failure.refused();
            }
        }
    }

    /** Sends a request, whose answer goes to the follower. */
    long tell(Request request) throws IOException {
        long number = ++numbers;
        link().send(Request.encode(number, request));
        return number;
    }

    /** Reads on a thread of its own until the link ends; reports the end, too. */
    void follow(Consumer<Answer> onAnswer, Consumer<IOException> onEnd) throws IOException {
        Link open = link();
        Thread.ofVirtual()
                .name("load-reader")
                .start(
                        () -> {
                            try {
                                while (true) {
                                    onAnswer.accept(decode(open.receive()));
                                }
                            } catch (IOException e) {
                                onEnd.accept(e);
                            }
                        });
    }

    /** Decodes once a frame that goes to all watchers: it is the server that is to be measured. */
    private static Answer decode(Bytes frame) throws IOException {
        Decoded last = lastDecoded;
        if (last == null || !last.frame.equals(frame)) {
            last = new Decoded(frame, Answer.decode(frame).answer());
            lastDecoded = last;
        }
        return last.answer;
    }

    private record Decoded(Bytes frame, Answer answer) {}

    @Override
    public void close() {
        Link open = link;
        if (open != null) {
            open.close();
        }
    }

    private static void require(Class<? extends Answer> expected, Answer answer)
            throws IOException {
        switch (answer) {
            case Answer.Failure failure -> throw failure.refused();
            case Answer other when !expected.isInstance(other) -> throw other.unexpected();
            default -> {}
        }
    }
}
