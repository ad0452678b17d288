package peerlink.cli;

import java.io.IOException;
import java.util.Optional;

/** A person who can be asked for a passphrase. */
@FunctionalInterface
interface PassphrasePrompt {
    /** There is nobody. */
    PassphrasePrompt NOBODY = question -> Optional.empty();

    /**
     * Returns what was typed, up to Enter; it belongs to the caller, who overwrites it. Empty if there is nobody to ask.
     *
     * @param question one line, without the space after it
     */
    Optional<char[]> ask(String question) throws IOException;
}
