package peerlink.core.link;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import peerlink.api.Bytes;
import peerlink.api.PeerName;
import peerlink.api.Protocol;
import peerlink.api.ProtocolViolationException;
import peerlink.api.contract.Refusal;
import peerlink.api.contract.Seeds;

/**
 * Checks the rules that hold for the hello's decoder with any input: for {@code bench/fuzz}, and
 * for {@code HelloDecoderTest}.
 */
public final class HelloFuzz {
    private HelloFuzz() {}

    /** Returns hellos of each kind. */
    public static List<byte[]> seeds() {
        PeerName alice = new PeerName("alice");
        return Stream.of(
                        new Hello.Greeting(
                                new Protocol("peerlink", 1), alice, true, "peerlink/0.1.0"),
                        new Hello.Acceptance(alice, "peerlink/0.1.0"),
                        new Hello.Refusal(
                                "unknown-protocol",
                                "unknown protocol files/2 (files/1)",
                                List.of(new Protocol("files", 1), new Protocol("peerlink", 1))))
                .map(hello -> hello.encode().toByteArray())
                .toList();
    }

    /** Writes the seeds into the folder that the argument names. */
    public static void main(String[] arguments) throws IOException {
        Seeds.write(Path.of(arguments[0]), seeds());
    }

    /**
     * Checks that a frame is refused, or is a hello that is the same when it is encoded and decoded
     * again.
     */
    public static void fuzzerTestOneInput(byte[] frame) {
        try {
            Hello hello = Hello.decode(Bytes.copyOf(frame));
            if (!hello.equals(Hello.decode(hello.encode()))) {
                throw new AssertionError("another hello when encoded and decoded: " + hello);
            }
        } catch (ProtocolViolationException e) {
            Refusal.requireClean(e);
        }
    }
}
