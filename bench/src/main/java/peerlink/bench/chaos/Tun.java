package peerlink.bench.chaos;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/**
 * Opens a network device of Linux whose other end is this process: packets that the kernel sends
 * through it are read here, one IP packet at a time, and the kernel receives those that are written
 * here (Documentation/networking/tuntap.rst). The kernel removes it when this process ends, even by
 * a kill, or when the network namespace that it was moved to is deleted.
 */
public final class Tun {
    /** The longest packet: the device's MTU. */
    static final int MTU = 1500;

    // fcntl.h, linux/if_tun.h and linux/if.h
    private static final int O_RDWR = 2;
    private static final int O_CLOEXEC = 0x80000;
    private static final long TUNSETIFF = 0x400454caL;
    private static final short IFF_TUN_NO_PI = 0x1001;
    private static final int IFREQ_SIZE = 40;
    private static final int IFREQ_FLAGS = 16;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final Linker.Option ERRNO = Linker.Option.captureCallState("errno");
    private static final MethodHandle OPEN =
            function(
                    "open",
                    FunctionDescriptor.of(
                            ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT),
                    ERRNO,
                    Linker.Option.firstVariadicArg(2));
    private static final MethodHandle IOCTL =
            function(
                    "ioctl",
                    FunctionDescriptor.of(
                            ValueLayout.JAVA_INT,
                            ValueLayout.JAVA_INT,
                            ValueLayout.JAVA_LONG,
                            ValueLayout.ADDRESS),
                    ERRNO,
                    Linker.Option.firstVariadicArg(2));
    private static final FunctionDescriptor TRANSFER =
            FunctionDescriptor.of(
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_INT,
                    ValueLayout.ADDRESS,
                    ValueLayout.JAVA_LONG);
    private static final MethodHandle READ = function("read", TRANSFER, ERRNO);
    private static final MethodHandle WRITE = function("write", TRANSFER, ERRNO);
    private static final VarHandle ERROR =
            Linker.Option.captureStateLayout()
                    .varHandle(MemoryLayout.PathElement.groupElement("errno"));

    private final String name;
    private final int descriptor;

    private Tun(String name, int descriptor) {
        this.name = name;
        this.descriptor = descriptor;
    }

    /**
     * Makes a device in this process's network namespace.
     *
     * @param name at most 15 characters of ASCII
     * @throws IOException if there is no right to do so
     */
    public static Tun open(String name) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment path = arena.allocateFrom("/dev/net/tun");
            int descriptor =
                    (int)
                            call(
                                    "open /dev/net/tun",
                                    error ->
                                            (int)
                                                    OPEN.invokeExact(
                                                            error, path, O_RDWR | O_CLOEXEC));
            MemorySegment request = arena.allocate(IFREQ_SIZE);
            request.setString(0, name);
            request.set(ValueLayout.JAVA_SHORT, IFREQ_FLAGS, IFF_TUN_NO_PI);
            call(
                    "make the device " + name,
                    error -> (int) IOCTL.invokeExact(error, descriptor, TUNSETIFF, request));
            return new Tun(name, descriptor);
        }
    }

    /** Returns the name by which it was made. */
    public String name() {
        return name;
    }

    /**
     * Waits for a packet.
     *
     * @throws IOException if the device is gone
     */
    byte[] read() throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment packet = arena.allocate(MTU);
            long length =
                    call(
                            "read from " + name,
                            error ->
                                    (long)
                                            READ.invokeExact(
                                                    error, descriptor, packet, packet.byteSize()));
            return packet.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE);
        }
    }

    /**
     * Hands a packet to the kernel.
     *
     * @throws IOException if the device is gone
     */
    void write(byte[] bytes) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment packet = arena.allocateFrom(ValueLayout.JAVA_BYTE, bytes);
            call(
                    "write to " + name,
                    error ->
                            (long) WRITE.invokeExact(error, descriptor, packet, packet.byteSize()));
        }
    }

    /**
     * Makes a call of the system, which returns a negative number if it fails, and then the reason
     * in {@code error}.
     */
    private interface SystemCall {
        long invoke(MemorySegment error) throws Throwable;
    }

    private static long call(String what, SystemCall call) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment error = arena.allocate(Linker.Option.captureStateLayout());
            long result = call.invoke(error);
            if (result < 0) {
                throw new IOException(
                        "can't %s: errno %d".formatted(what, (int) ERROR.get(error, 0L)));
            }
            return result;
        } catch (IOException | RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    @SuppressWarnings("restricted") // this class exists for native code
    private static MethodHandle function(
            String name, FunctionDescriptor descriptor, Linker.Option... options) {
        return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), descriptor, options);
    }
}
