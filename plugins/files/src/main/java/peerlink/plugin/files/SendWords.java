package peerlink.plugin.files;

import java.util.ArrayList;
import java.util.List;
import peerlink.api.CommandException;
import peerlink.api.Printable;
import peerlink.plugin.files.basis.SafeName;

/**
 * The words of a user who sends files.
 *
 * @param arguments the words that are no options: a peer perhaps, and paths
 * @param isQueued whether the transfer may wait for its peer
 * @param preserves whether dates and executable bits are told
 * @param inputName the file name for the standard input
 */
record SendWords(List<String> arguments, boolean isQueued, boolean preserves, String inputName) {
    /** The option for dates and executable bits, of either side. */
    static final String PRESERVE = "--preserve";

    private static final String USUAL = "stdin";

    /**
     * Reads the words.
     *
     * @throws CommandException if {@code --as} has no file name, or nothing to name; or {@code -}
     *     is there twice
     */
    static SendWords of(List<String> words) throws CommandException {
        List<String> arguments = new ArrayList<>();
        boolean isQueued = false;
        boolean preserves = false;
        String name = "";
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            if (word.equals("--queue")) {
                isQueued = true;
            } else if (word.equals(PRESERVE)) {
                preserves = true;
            } else if (word.equals("--as")) {
                i++;
                name = i < words.size() ? words.get(i) : "";
                requireName(name);
            } else {
                arguments.add(word);
            }
        }
        long inputs = arguments.stream().filter(word -> word.equals("-")).count();
        if (inputs > 1) {
            throw new CommandException("the standard input can be sent once", "");
        }
        if (inputs == 0 && !name.isEmpty()) {
            throw new CommandException("--as is for the standard input, which is -", "");
        }
        return new SendWords(
                List.copyOf(arguments), isQueued, preserves, name.isEmpty() ? USUAL : name);
    }

    private static void requireName(String name) throws CommandException {
        if (name.isEmpty()) {
            throw new CommandException("--as takes a file name", "");
        }
        if (!SafeName.of(name).equals(name)) {
            throw new CommandException(
                    "--as takes a plain file name, and not '%s'".formatted(Printable.line(name)),
                    "");
        }
    }
}
