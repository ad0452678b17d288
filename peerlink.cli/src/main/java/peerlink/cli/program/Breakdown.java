package peerlink.cli.program;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An error after which the process can't go on: a resource is used up, or PeerLink has a fault. The
 * runtime's own errors say neither what is missing nor what to do. A class that could not be read
 * for want of a file appears as a fault of the code that needed it.
 *
 * @param message the error, one line
 * @param hint the advice for the user
 */
public record Breakdown(String message, String hint) {
    private static final System.Logger LOG = System.getLogger(Breakdown.class.getName());

    /**
     * Fewer files than any command needs, for the program itself and a few links. With so few, the
     * launcher does not start it.
     */
    private static final int FEW_FILES = 64;

    private static final int USUAL_FILES = 1024;

    /** Explains the exception that has ended a command, and keeps the whole of it in the log. */
    public static Breakdown of(Throwable failure, Typed typed) {
        LOG.log(System.Logger.Level.ERROR, "the process can't go on", failure);
        return shortage(failure, typed)
                .orElseGet(
                        () ->
                                new Breakdown(
                                        "a fault of PeerLink's: " + root(failure),
                                        "for those who mend it, the file peerlink.log says where:\n"
                                                + typed.under("PEERLINK_LOG=peerlink.log")));
    }

    /** Returns the resource that was used up, if that was the cause. */
    static Optional<Breakdown> shortage(Throwable failure, Typed typed) {
        if (causes(failure).anyMatch(OutOfMemoryError.class::isInstance)) {
            return Optional.of(
                    new Breakdown(
                            "out of memory: " + root(failure),
                            "as far as ulimit -v and ulimit -u let it, it gets more by:\n"
                                    + typed.under("PEERLINK_JAVA_OPTS=-Xmx512m")));
        }
        boolean isTold =
                causes(failure)
                        .anyMatch(
                                cause ->
                                        cause instanceof IOException
                                                && String.valueOf(cause.getMessage())
                                                        .contains("Too many open files"));
        Optional<Long> limit = openFiles();
        if (isTold
                || failure instanceof Error && limit.filter(few -> few < FEW_FILES).isPresent()) {
            return Optional.of(new Breakdown(tooFew(limit), "ulimit -n " + USUAL_FILES));
        }
        return Optional.empty();
    }

    private static String tooFew(Optional<Long> limit) {
        return "too few files may be open at once" + limit.map(few -> ": " + few).orElse("");
    }

    private static Stream<Throwable> causes(Throwable failure) {
        return Stream.<@Nullable Throwable>iterate(
                        failure, cause -> cause != null, cause -> cause.getCause())
                .limit(20)
                .flatMap(Stream::ofNullable);
    }

    private static String root(Throwable failure) {
        Throwable root = causes(failure).reduce(failure, (_, deeper) -> deeper);
        return root.getMessage() == null
                ? root.getClass().getSimpleName()
                : root.getClass().getSimpleName() + ": " + root.getMessage();
    }

    /**
     * Returns the number of files that this process may have open, where the system shows it. Reads
     * it without the JDK's management, whose classes may be unreadable now.
     */
    private static Optional<Long> openFiles() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/limits"))) {
            return lines.filter(line -> line.startsWith("Max open files"))
                    .map(line -> line.substring("Max open files".length()).trim().split(" +")[0])
                    .filter(soft -> soft.matches("[0-9]{1,18}"))
                    .map(Long::valueOf)
                    .findFirst();
        } catch (IOException e) {
            return Optional.empty(); // not Linux, or not even this file can be opened
        }
    }
}
