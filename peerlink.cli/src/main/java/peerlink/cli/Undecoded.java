package peerlink.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import peerlink.api.Printable;
import peerlink.cli.program.CliException;
import peerlink.cli.program.ExitCode;

/**
 * Refuses bytes that came into the process and are no text. Java puts U+FFFD in their place and
 * goes on, so a text arrives maimed, a passphrase is another one, and a path leads elsewhere. A
 * user may mean U+FFFD, though: the bytes themselves decide, where the system shows them.
 *
 * @param charset the encoding by which Java decodes arguments, variables and paths
 * @param arguments the file with the process's arguments, each ended by NUL, the program's own
 * before the user's
 * @param environment the file with the process's variables, as {@code NAME=value}, each ended by
 * NUL
 */
record Undecoded(Charset charset, Path arguments, Path environment) {
    private static final char REPLACEMENT = '\uFFFD';

    /** The variables besides {@code PEERLINK_…} that name a place. */
    private static final Set<String> PLACES = Set.of("HOME", "XDG_DATA_HOME");

    static Undecoded ofProcess() {
        return new Undecoded(
                Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8")),
                Path.of("/proc/self/cmdline"),
                Path.of("/proc/self/environ"));
    }

    /**
     * Refuses arguments and variables that differ from the bytes that the process was given. Costs
     * next to nothing if none has a U+FFFD.
     *
     * @param folder the folder of this program, as Java understood it
     */
    void refuse(String[] args, Map<String, String> variables, String folder) throws CliException {
        for (int i = 0; i < args.length; i++) {
            if (isSuspect(args[i]) && !isText(argument(args.length, i))) {
                throw refused("an argument", Optional.of(args[i]));
            }
        }
        for (Map.Entry<String, String> variable : variables.entrySet()) {
            String name = variable.getKey();
            if (isSuspect(variable.getValue())
                    && (name.startsWith("PEERLINK_") || PLACES.contains(name))
                    && !isText(variable(name))) {
                // it may be a secret
                throw refused("the variable " + name, Optional.empty());
            }
        }
        if (isSuspect(folder) && Files.notExists(Path.of(folder))) {
            throw refused("the name of the folder in which this program lies", Optional.of(folder));
        }
    }

    private static boolean isSuspect(String text) {
        return text.indexOf(REPLACEMENT) >= 0;
    }

    private CliException refused(String what, Optional<String> text) {
        boolean isUtf8 = charset.equals(StandardCharsets.UTF_8);
        return new CliException(
                ExitCode.USAGE,
                "%s is not text in %s%s"
                        .formatted(
                                what,
                                isUtf8 ? "UTF-8" : charset + ", the encoding of this locale",
                                text.map(t -> ": '" + Printable.excerpt(t) + "'").orElse("")),
                isUtf8
                        ? "text of another encoding becomes UTF-8 by iconv, which knows these:\niconv -l"
                        : "set LC_ALL to one whose name ends in utf8, of those that are installed:\nlocale -a");
    }

    private Optional<byte[]> argument(int count, int index) {
        List<byte[]> all = entries(arguments);
        int first = all.size() - count;
        return first < 0 ? Optional.empty() : Optional.of(all.get(first + index));
    }

    private Optional<byte[]> variable(String name) {
        byte[] head = (name + "=").getBytes(StandardCharsets.US_ASCII);
        return entries(environment).stream()
                .filter(entry -> Arrays.mismatch(entry, head) == head.length)
                .findFirst();
    }

    /** Returns the strings that the system shows. The list is empty if the system shows none. */
    private static List<byte[]> entries(Path file) {
        byte[] all;
        try {
            all = Files.readAllBytes(file);
        } catch (IOException e) {
            return List.of(); // not Linux, or no /proc: then a U+FFFD counts as typed
        }
        List<byte[]> entries = new ArrayList<>();
        int start = 0;
        for (int i = 0; i < all.length; i++) {
            if (all[i] == 0) {
                entries.add(Arrays.copyOfRange(all, start, i));
                start = i + 1;
            }
        }
        return entries;
    }

    private boolean isText(Optional<byte[]> bytes) {
        if (bytes.isEmpty()) {
            return false;
        }
        try {
            return charset.newDecoder().decode(ByteBuffer.wrap(bytes.get())).length() >= 0;
        } catch (CharacterCodingException e) {
            return false;
        }
    }
}
