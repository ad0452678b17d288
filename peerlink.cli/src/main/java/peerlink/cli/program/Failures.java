package peerlink.cli.program;

import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import peerlink.api.CommandException;
import peerlink.api.IdentityMismatchException;
import peerlink.api.PeerUnavailableException;
import peerlink.api.Printable;
import peerlink.api.UntrustedPeerException;
import peerlink.core.identity.PassphraseException;

/** Translates exceptions into messages and hints for the user, and exit codes for the shell. */
public final class Failures {
    private Failures() {}

    /** Returns one line: the exception's message, or its kind where it has none. */
    public static String message(@Nullable Throwable failure) {
        if (failure == null) {
            return "unknown reason";
        }
        String message = problem(failure);
        return Printable.line(
                message == null || Printable.isBlank(message)
                        ? words(failure.getClass().getSimpleName())
                        : message);
    }

    /** Returns the message for an exception of file access, whose own is often the file alone. */
    private static @Nullable String problem(Throwable failure) {
        return switch (failure) {
            case AccessDeniedException e -> "no permission for " + e.getFile();
            case NoSuchFileException e -> "no such file or folder: " + e.getFile();
            case NotDirectoryException e -> "not a folder: " + e.getFile();
            case FileAlreadyExistsException e -> "there is a file in the way: " + e.getFile();
            case UncheckedIOException e -> message(e.getCause());
            case FileSystemException e when e.getReason() != null ->
                    e.getFile() == null
                            ? e.getReason()
                            : "%s: %s".formatted(e.getFile(), lowerCase(e.getReason()));
            default ->
                    Breakdown.shortage(failure, new Typed(List.of()))
                            .map(Breakdown::message)
                            .orElse(failure.getMessage());
        };
    }

    /** Returns the message in a form that fits into the middle of a line. */
    public static String lowerCase(String message) {
        boolean word =
                message.length() > 1
                        && Character.isUpperCase(message.charAt(0))
                        && Character.isLowerCase(message.charAt(1));
        String lower =
                word
                        ? message.substring(0, 1).toLowerCase(Locale.ROOT) + message.substring(1)
                        : message;
        return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
    }

    public static int exitCode(Throwable failure) {
        return switch (failure) {
            case CliException e -> e.exitCode();
            case PeerUnavailableException _ -> ExitCode.PEER_UNAVAILABLE;
            case UntrustedPeerException _, IdentityMismatchException _ -> ExitCode.UNTRUSTED;
            case PassphraseException _ -> ExitCode.PASSPHRASE;
            default -> ExitCode.ERROR;
        };
    }

    public static String hint(Throwable failure) {
        return hint(failure, new Typed(List.of()));
    }

    /**
     * Returns the hint for a failure; empty if there is no advice.
     *
     * @param typed the command line that has failed
     */
    public static String hint(Throwable failure, Typed typed) {
        return switch (failure) {
            case CliException e -> e.hint();
            case CommandException e -> e.hint();
            case PassphraseException e -> e.hint();
            default -> Breakdown.shortage(failure, typed).map(Breakdown::hint).orElse("");
        };
    }

    /** Prints the error's line, and those of the hint. */
    public static void print(PrintStream err, String message, String hint) {
        err.println("peerlink: " + lowerCase(Printable.line(message)));
        printHint(err, hint);
    }

    /** Prints the lines of a hint. */
    public static void printHint(PrintStream err, String hint) {
        hint.lines().forEach(line -> err.println("hint: " + Printable.line(line)));
    }

    /** Returns {@code closed channel} for {@code ClosedChannelException}. */
    private static String words(String className) {
        return className
                .replaceFirst("(Exception|Error)$", "")
                .replaceAll("(?<=[a-z])(?=[A-Z])", " ")
                .toLowerCase(Locale.ROOT);
    }
}
