package peerlink.plugin.files.source;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import peerlink.api.CommandException;
import peerlink.api.Printable;
import peerlink.plugin.files.basis.Wording;

/** Tells files and folders, which can be sent, from all else. */
final class FileKind {
    /**
     * The bits of {@code st_mode} with the file's type, and the types that are no files (inode(7)).
     */
    private static final int TYPE = 0xF000;

    private static final int PIPE = 0x1000;
    private static final int SOCKET = 0xC000;

    private FileKind() {}

    /**
     * Refuses a path that leads to neither a file nor a folder.
     *
     * @throws CommandException with the reason: it does not exist, is something else, or can't be
     *     looked at
     */
    static BasicFileAttributes require(Path path) throws CommandException {
        BasicFileAttributes attributes;
        try {
            attributes = Files.readAttributes(path, BasicFileAttributes.class);
        } catch (NoSuchFileException e) {
            throw refused(
                    Files.isSymbolicLink(path) ? "a link to what is not there" : "no such file",
                    path);
        } catch (IOException e) {
            throw new CommandException(
                    "can't look at '%s': %s"
                            .formatted(Printable.line(path.toString()), Wording.reason(e)),
                    "");
        }
        if (!attributes.isRegularFile() && !attributes.isDirectory()) {
            throw refused(of(path, attributes) + ", not a file", path);
        }
        return attributes;
    }

    /** Returns the word for what lies at a path and is neither file nor folder. */
    static String of(Path path, BasicFileAttributes attributes) {
        return attributes.isSymbolicLink() ? "a link" : special(path);
    }

    private static CommandException refused(String what, Path path) {
        return new CommandException(
                "%s: '%s'".formatted(what, Printable.line(path.toString())), "");
    }

    private static String special(Path path) {
        try {
            return Files.getAttribute(path, "unix:mode") instanceof Integer mode
                    ? switch (mode & TYPE) {
                        case PIPE -> "a named pipe";
                        case SOCKET -> "a socket";
                        default -> "a device";
                    }
                    : "a device";
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
            return "a device, a pipe or a socket";
        }
    }
}
