package peerlink.transport.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import peerlink.api.Bytes;
import peerlink.api.Link;
import peerlink.api.ProtocolViolationException;
import peerlink.api.contract.HostileInput;

final class FrameTest {
    @Property(tries = 200)
    void framesAreReadAsTheyWereWritten(
            @ForAll("frames") List<Bytes> frames, @ForAll @IntRange(min = 1, max = 9000) int step)
            throws IOException {
        FrameReader reader = new FrameReader(new InSteps(FrameFuzz.written(frames), step));
        List<Bytes> read = new ArrayList<>();
        for (int i = 0; i < frames.size(); i++) {
            read.add(reader.read());
        }
        assertEquals(frames, read);
        assertThrows(EOFException.class, reader::read);
    }

    @Property(tries = 200)
    void aStreamThatEndsInAFrameIsNoOrderlyEnd(
            @ForAll("frames") List<Bytes> frames, @ForAll @IntRange(min = 1, max = 1 << 20) int cut)
            throws IOException {
        byte[] whole = FrameFuzz.written(frames);
        byte[] last = FrameFuzz.written(List.of(frames.getLast()));
        int missing = 1 + cut % (last.length - 1);
        FrameReader reader =
                new FrameReader(new ByteArrayInputStream(whole, 0, whole.length - missing));
        for (int i = 0; i < frames.size() - 1; i++) {
            reader.read();
        }
        assertThrows(ProtocolViolationException.class, reader::read);
    }

    @Property(tries = 4_000)
    void anyStreamIsFramesAndThenAnEndOrAViolation(@ForAll("hostileStreams") byte[] stream) {
        FrameFuzz.fuzzerTestOneInput(stream);
    }

    @Provide
    Arbitrary<byte[]> hostileStreams() {
        return HostileInput.bytes(FrameFuzz.seeds());
    }

    @Property
    void aLengthOutOfBoundsIsRefusedBeforeAnyByteIsRead(@ForAll int length) {
        if (length >= 1 && length <= Link.MAX_FRAME) {
            return;
        }
        byte[] bytes = ByteBuffer.allocate(8).putInt(length).array();
        ByteArrayInputStream in = new ByteArrayInputStream(bytes);
        assertThrows(ProtocolViolationException.class, () -> new FrameReader(in).read());
        assertEquals(4, in.available());
    }

    @Test
    void memoryIsTakenAsBytesArrive() {
        byte[] announced = ByteBuffer.allocate(4).putInt(Link.MAX_FRAME).array();
        List<Integer> wanted = new ArrayList<>();
        InputStream in =
                new ByteArrayInputStream(announced) {
                    @Override
                    public int read(byte[] buffer, int offset, int length) {
                        wanted.add(buffer.length);
                        return super.read(buffer, offset, length);
                    }
                };
        assertThrows(ProtocolViolationException.class, () -> new FrameReader(in).read());
        assertEquals(List.of(4, 1 << 14), wanted);
    }

    @Test
    void smallFramesShareAWrite() throws IOException {
        List<Integer> writes = new ArrayList<>();
        ByteArrayOutputStream out =
                new ByteArrayOutputStream() {
                    @Override
                    public void write(byte[] bytes, int offset, int length) {
                        writes.add(length);
                        super.write(bytes, offset, length);
                    }
                };
        new FrameWriter(out).write(Collections.nCopies(1000, Bytes.wrap(new byte[100])));
        assertEquals(7, writes.size());
        assertTrue(writes.stream().allMatch(length -> length <= 1 << 14));
    }

    @Test
    void theFormIsABigEndianLengthAndTheBytes() throws IOException {
        byte[] expected = {0, 0, 0, 2, 'h', 'i'};
        assertEquals(
                Bytes.wrap(expected), Bytes.wrap(FrameFuzz.written(List.of(Bytes.utf8("hi")))));
    }

    @Provide
    Arbitrary<List<Bytes>> frames() {
        Arbitrary<Integer> sizes =
                Arbitraries.oneOf(
                        Arbitraries.integers().between(1, 300),
                        Arbitraries.integers().between(16_370, 16_400),
                        Arbitraries.integers().between(1, 100_000));
        return sizes.map(FrameTest::frame).list().ofMinSize(1).ofMaxSize(20);
    }

    private static Bytes frame(int size) {
        byte[] bytes = new byte[size];
        for (int i = 0; i < size; i++) {
            bytes[i] = (byte) (i * 31 + size);
        }
        return Bytes.wrap(bytes);
    }

    /** Gives a few bytes at a time, as a network does. */
    private static final class InSteps extends InputStream {
        private final ByteArrayInputStream in;
        private final int step;

        InSteps(byte[] bytes, int step) {
            this.in = new ByteArrayInputStream(bytes);
            this.step = step;
        }

        @Override
        public int read() {
            return in.read();
        }

        @Override
        public int read(byte[] buffer, int offset, int length) {
            return in.read(buffer, offset, Math.min(step, length));
        }
    }
}
