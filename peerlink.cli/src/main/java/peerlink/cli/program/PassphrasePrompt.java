package peerlink.cli.program;

import java.io.IOException;
import java.util.Optional;
import peerlink.core.identity.Passphrase;

/** Asks the user for passphrases. */
@FunctionalInterface
public interface PassphrasePrompt {
    /**
     * Returns the passphrase that the user typed, up to Enter; the caller closes it. Empty if there
     * is no terminal.
     *
     * @param prompt one line, without the space after it
     * @throws IllegalArgumentException if the user typed nothing, or more than a passphrase may
     * have
     */
    Optional<Passphrase> ask(String prompt) throws IOException;

    /** Tells whether the standard error, where prompts are shown, is a terminal that can redraw. */
    default boolean canRedraw() {
        return false;
    }

    /**
     * Ends the prompts. Until then the terminal shows nothing of what the user types, so that the
     * next answer may be typed ahead.
     */
    default void end() throws IOException {
        // nothing was hidden
    }
}
