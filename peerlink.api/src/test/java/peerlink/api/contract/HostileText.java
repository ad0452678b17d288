package peerlink.api.contract;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import peerlink.api.Bytes;

/**
 * Holds a text that no peer may be able to show on another's screen. The cases lie as files in the
 * folder {@code hostile} beside this class; its README says how they are written.
 *
 * @param name the case's, unique
 * @param bytes the bytes to send; not always UTF-8
 */
public record HostileText(String name, Bytes bytes) {
    private static final Pattern PART =
            Pattern.compile("(\\\\u(\\p{XDigit}{4})|\\\\x(\\p{XDigit}{2})|.)(\\{(\\d+)})?");

    /**
     * Returns all cases, by name. One thread at a time: a jar is one file system in a process, and
     * closed behind each use.
     */
    public static synchronized List<HostileText> all() throws IOException {
        URI folder;
        try {
            folder = Objects.requireNonNull(HostileText.class.getResource("hostile")).toURI();
        } catch (URISyntaxException e) {
            throw new IOException(e);
        }
        if (folder.getScheme().equals("file")) {
            return in(Path.of(folder));
        }
        try (FileSystem jar = FileSystems.newFileSystem(folder, Map.of())) {
            assert jar.isOpen();
            return in(Path.of(folder));
        }
    }

    private static List<HostileText> in(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> cases =
                    files.filter(file -> file.toString().endsWith(".txt")).sorted().toList();
            List<HostileText> texts = new ArrayList<>();
            for (Path file : cases) {
                String name = file.getFileName().toString().replaceFirst("\\.txt$", "");
                texts.add(new HostileText(name, decode(Files.readString(file).stripTrailing())));
            }
            return List.copyOf(texts);
        }
    }

    static Bytes decode(String line) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Matcher part = PART.matcher(line);
        while (part.find()) {
            byte[] one;
            if (part.group(2) != null) {
                char c = (char) Integer.parseInt(part.group(2), 16);
                one = String.valueOf(c).getBytes(StandardCharsets.UTF_8);
            } else if (part.group(3) != null) {
                one = new byte[] {(byte) Integer.parseInt(part.group(3), 16)};
            } else {
                one = part.group(1).getBytes(StandardCharsets.UTF_8);
            }
            int times = part.group(5) == null ? 1 : Integer.parseInt(part.group(5));
            for (int i = 0; i < times; i++) {
                bytes.writeBytes(one);
            }
        }
        return Bytes.wrap(bytes.toByteArray());
    }

    /** Returns the bytes as UTF-8, with a replacement for those that are none. */
    public String text() {
        return new String(bytes.toByteArray(), StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return name;
    }
}
