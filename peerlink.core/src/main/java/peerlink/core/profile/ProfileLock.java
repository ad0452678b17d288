package peerlink.core.profile;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import peerlink.core.model.ProfileInUseException;

/**
 * Reserves a profile's messages for one node: two would each take the other's. The system releases
 * the lock however the process ends. The file names the process that holds it.
 */
public final class ProfileLock implements AutoCloseable {
    static final String FILE_NAME = "node.lock";

    private static final System.Logger LOG = System.getLogger(ProfileLock.class.getName());
    private static final Pattern PROCESS =
            Pattern.compile("([0-9]{1,18}) ([a-z-]{1,40})(?: pid:\\[([0-9]{1,20})])?\n");
    private static final int MOST_BYTES = 96;

    /** Names the processes that a process's ids are among: in a container they are others. */
    private static final Path NAMESPACE = Path.of("/proc/self/ns/pid");

    /** The namespace of those that are in no container (Linux, {@code PROC_PID_INIT_INO}). */
    private static final String USUAL_NAMESPACE = "pid:[4026531836]";

    // closing a second channel would release the lock that this process holds by the first one, so
    // that one thread at a time opens the file, and none that is here
    private static final Set<Path> HELD_HERE = ConcurrentHashMap.newKeySet();

    private final Path file;
    private final FileChannel channel;

    private ProfileLock(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /**
     * Takes the lock.
     *
     * @param purpose the purpose of the node, see
     *     {@link peerlink.core.NodeBuilder#purpose NodeBuilder.purpose}
     * @throws ProfileInUseException if another node has it
     */
    public static synchronized ProfileLock take(Path directory, String purpose) throws IOException {
        Path file = directory.toRealPath().resolve(FILE_NAME);
        if (!HELD_HERE.add(file)) {
            throw new ProfileInUseException(directory, ProcessHandle.current().pid(), purpose);
        }
        ProfileLock taken = null;
        try {
            FileChannel channel =
                    FileChannel.open(
                            file,
                            Set.of(
                                    StandardOpenOption.CREATE,
                                    StandardOpenOption.READ,
                                    StandardOpenOption.WRITE),
                            PrivateFiles.mode(file, "rw-------"));
            try {
                if (isLocked(channel)) {
                    note(channel, purpose);
                    taken = new ProfileLock(file, channel);
                } else {
                    throw inUse(directory, channel);
                }
            } finally {
                if (taken == null) {
                    channel.close();
                }
            }
        } finally {
            if (taken == null) {
                HELD_HERE.remove(file);
            }
        }
        return taken;
    }

    private static boolean isLocked(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false; // another class loader's node, in this process
        }
    }

    private static void note(FileChannel channel, String purpose) throws IOException {
        String namespace = namespace();
        String process =
                "%d %s%s\n"
                        .formatted(
                                ProcessHandle.current().pid(),
                                purpose,
                                namespace.equals(USUAL_NAMESPACE) ? "" : " " + namespace);
        try {
            channel.truncate(0);
            channel.write(ByteBuffer.wrap(process.getBytes(StandardCharsets.US_ASCII)), 0);
        } catch (IOException e) {
            // a full disk, say: only the error of a second node needs the note
            LOG.log(Level.DEBUG, "can't note in the lock file who has it", e);
        }
    }

    /** Returns the namespace of this process's id; other systems than Linux have one. */
    private static String namespace() {
        try {
            return Files.readSymbolicLink(NAMESPACE).toString();
        } catch (IOException | UnsupportedOperationException e) {
            return USUAL_NAMESPACE;
        }
    }

    /** Tells whether a noted process's id means the same process here. */
    private static boolean isOfHere(Matcher process) {
        String noted =
                process.group(3) == null ? USUAL_NAMESPACE : "pid:[" + process.group(3) + "]";
        return noted.equals(namespace());
    }

    /**
     * Returns the process that has taken the lock of a profile's folder. It may have ended since;
     * empty if none is known, or it is in another container, where the id is another process's.
     */
    public static synchronized OptionalLong holder(Path directory) {
        try {
            Path file = directory.toRealPath().resolve(FILE_NAME);
            if (HELD_HERE.contains(file)) {
                return OptionalLong.of(ProcessHandle.current().pid());
            }
            try (FileChannel channel = FileChannel.open(file)) {
                Matcher process = noted(channel);
                return process.matches() && isOfHere(process)
                        ? OptionalLong.of(Long.parseLong(process.group(1)))
                        : OptionalLong.empty();
            }
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "can't read who has a profile", e);
            return OptionalLong.empty();
        }
    }

    private static Matcher noted(FileChannel channel) throws IOException {
        ByteBuffer content = ByteBuffer.allocate(MOST_BYTES);
        channel.read(content, 0);
        return PROCESS.matcher(
                new String(content.array(), 0, content.position(), StandardCharsets.US_ASCII));
    }

    private static ProfileInUseException inUse(Path directory, FileChannel channel)
            throws IOException {
        Matcher process = noted(channel);
        return process.matches()
                ? new ProfileInUseException(
                        directory,
                        isOfHere(process) ? Long.parseLong(process.group(1)) : -1,
                        process.group(2))
                : new ProfileInUseException(directory, -1, "");
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "closing a lock file failed", e);
        }
        HELD_HERE.remove(file);
    }
}
