package peerlink.core.store.sqlite;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;
import peerlink.api.Printable;

/** Explains a failure of the database to people: the file, the fault and the remedy. */
final class DatabaseFailure {
    private DatabaseFailure() {}

    /** Returns the failure of a file that is there and can't be opened. */
    static IOException opening(Path file, SQLException cause) {
        Throwable loading = cause.getCause();
        if (cause.getErrorCode() == 0 && loading != null) {
            // SQLite itself does not tell of this
            return new IOException(
                    "can't load SQLite: %s (%s belongs into the lib folder of this program)"
                            .formatted(
                                    Printable.reason(loading), System.mapLibraryName("sqlitejdbc")),
                    cause);
        }
        return switch (kind(cause)) {
            case SQLITE_NOTADB -> damaged(file, "it is not a database", cause);
            case SQLITE_BUSY, SQLITE_LOCKED ->
                    new IOException(
                            file + " is in use by another program (end that, and try again)",
                            cause);
            default -> using("open", file, cause);
        };
    }

    static IOException reading(Path file, Throwable cause) {
        return using("read", file, cause);
    }

    static IOException writing(Path file, Throwable cause) {
        return using("write to", file, cause);
    }

    /** Tells whether there was no room on the disk. */
    static boolean isFull(Throwable cause) {
        return kind(cause) == SQLiteErrorCode.SQLITE_FULL;
    }

    /** Returns the failure of a file whose content makes no sense; it is left as it is. */
    static IOException damaged(Path file, String what, @Nullable Throwable cause) {
        return new IOException(
                "damaged messages file %1$s: %2$s (restore it, or move it and %1$s-wal away to begin anew)"
                        .formatted(file, what),
                cause);
    }

    private static IOException using(String verb, Path file, Throwable cause) {
        return switch (kind(cause)) {
            case SQLITE_FULL ->
                    new IOException(
                            "can't %s %s: the disk is full (free some space)".formatted(verb, file),
                            cause);
            case SQLITE_CORRUPT, SQLITE_NOTADB, SQLITE_MISMATCH ->
                    damaged(file, Printable.reason(cause), cause);
            default ->
                    new IOException(
                            "can't %s %s: %s (check the disk, and that file and folder are yours)"
                                    .formatted(verb, file, Printable.reason(cause)),
                            cause);
        };
    }

    /** Returns the primary result code (https://sqlite.org/rescode.html). */
    private static SQLiteErrorCode kind(Throwable cause) {
        if (cause instanceof SQLiteException e
                && e.getResultCode() == SQLiteErrorCode.SQLITE_IOERR_SHMSIZE) {
            // no room for the index of the log, which is a file during the check of the database
            return SQLiteErrorCode.SQLITE_FULL;
        }
        return cause instanceof SQLException e
                ? SQLiteErrorCode.getErrorCode(e.getErrorCode() & 0xff)
                : SQLiteErrorCode.UNKNOWN_ERROR;
    }
}
