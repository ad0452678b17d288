package peerlink.core;

import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import org.jspecify.annotations.Nullable;
import peerlink.api.Printable;

/** What a failure looks like to people. */
final class Failures {
    private Failures() {}

    /** Puts the exceptions of files into words, which often have only the file for a message. */
    private static @Nullable String words(Throwable failure) {
        return switch (failure) {
            case AccessDeniedException e -> "no permission for " + e.getFile();
            case NoSuchFileException e -> "no such file or folder: " + e.getFile();
            case FileAlreadyExistsException e -> "there is a file in the way: " + e.getFile();
            case ExceptionInInitializerError e when e.getCause() != null -> reason(e.getCause());
            default -> failure.getMessage();
        };
    }

    /** Returns one line: the failure's message, or its kind if it has none or fails to tell it. */
    static String reason(Throwable failure) {
        @Nullable String message;
        try {
            message = words(failure);
        } catch (Throwable e) {
            // it may be computed, by a plugin's code
            message = null;
        }
        return Printable.line(
                message == null || Printable.isBlank(message)
                        ? failure.getClass().getSimpleName()
                        : message);
    }
}
