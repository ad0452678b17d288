package peerlink.transport.tls;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import peerlink.api.Bytes;
import peerlink.api.ProtocolViolationException;
import peerlink.api.contract.Refusal;
import peerlink.api.contract.Seeds;

/** Checks the frame reader against any input: for {@code bench/fuzz}, and for {@link FrameTest}. */
public final class FrameFuzz {
    private FrameFuzz() {}

    /** Returns well-formed streams. */
    public static List<byte[]> seeds() {
        return List.of(
                written(List.of(Bytes.utf8("hi"))),
                written(List.of(Bytes.utf8("one"), Bytes.utf8("two"))),
                written(List.of(Bytes.wrap(new byte[300]), Bytes.utf8("x"))));
    }

    /** Writes the seeds into the folder that is named. */
    public static void main(String[] arguments) throws IOException {
        Seeds.write(Path.of(arguments[0]), seeds());
    }

    /** Reads to the end: any frames give the same bytes again, and the end has a name. */
    public static void fuzzerTestOneInput(byte[] stream) {
        ByteArrayInputStream in = new ByteArrayInputStream(stream);
        FrameReader reader = new FrameReader(in);
        List<Bytes> frames = new ArrayList<>();
        int read = 0;
        try {
            while (true) {
                frames.add(reader.read());
                read = stream.length - in.available();
            }
        } catch (EOFException e) {
            require(read == stream.length, "an end before the end");
        } catch (ProtocolViolationException e) {
            Refusal.requireClean(e);
        } catch (IOException e) {
            throw new AssertionError("neither an end nor a violation", e);
        }
        require(
                Arrays.equals(written(frames), Arrays.copyOf(stream, read)),
                "other frames than were written");
    }

    static byte[] written(List<Bytes> frames) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            new FrameWriter(out).write(frames);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }
}
