package peerlink.plugin.files;

import java.util.BitSet;
import java.util.List;
import java.util.regex.Pattern;
import peerlink.api.CommandException;
import peerlink.api.Printable;
import peerlink.plugin.files.wire.Manifest;
import peerlink.plugin.files.wire.ManifestEntry;

/** Chooses entries of a manifest by patterns of the user. */
final class EntryPatterns {
    private EntryPatterns() {}

    /**
     * Returns the entries that no pattern names. A pattern is a file's name, its path, or the path
     * of a folder that it lies in; {@code *} stands for any characters but {@code /}, {@code ?} for
     * one. Folders of which nothing is wanted are not either.
     *
     * @throws CommandException if a pattern names nothing
     */
    static BitSet unwanted(Manifest manifest, List<String> patterns) throws CommandException {
        BitSet wanted = new BitSet();
        List<ManifestEntry> entries = manifest.entries();
        for (String text : patterns) {
            Pattern pattern = regex(text);
            boolean found = false;
            for (int i = 0; i < entries.size(); i++) {
                if (matches(pattern, entries.get(i).path())) {
                    wanted.set(i);
                    found = true;
                }
            }
            if (!found) {
                throw new CommandException(
                        "nothing in it is called '%s'".formatted(Printable.excerpt(text)), "");
            }
        }
        BitSet unwanted = new BitSet();
        unwanted.set(0, entries.size());
        unwanted.andNot(wanted);
        return unwanted;
    }

    private static boolean matches(Pattern pattern, String path) {
        if (pattern.matcher(path.substring(path.lastIndexOf('/') + 1)).matches()) {
            return true;
        }
        for (int end = path.length(); end > 0; end = path.lastIndexOf('/', end - 1)) {
            if (pattern.matcher(path.substring(0, end)).matches()) {
                return true;
            }
        }
        return false;
    }

    private static Pattern regex(String text) {
        StringBuilder regex = new StringBuilder();
        text.codePoints()
                .forEach(
                        c ->
                                regex.append(
                                        switch (c) {
                                            case '*' -> "[^/]*";
                                            case '?' -> "[^/]";
                                            default -> Pattern.quote(Character.toString(c));
                                        }));
        return Pattern.compile(regex.toString());
    }
}
