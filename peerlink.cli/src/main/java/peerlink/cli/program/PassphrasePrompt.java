package peerlink.cli.program;

import java.io.IOException;
import java.util.Optional;
import peerlink.core.identity.Passphrase;

/** A person who can be asked for passphrases. */
@FunctionalInterface
public interface PassphrasePrompt {
    /**
     * Returns what was typed, up to Enter; the caller closes it. Empty if there is nobody to ask.
     *
     * @param question one line, without the space after it
     * @throws IllegalArgumentException if nothing was typed, or more than a passphrase may have
     */
    Optional<Passphrase> ask(String question) throws IOException;

    /**
     * Ends the asking. Until then nothing that is typed shows, so that the next answer may be typed
     * ahead.
     */
    default void end() throws IOException {
        // nothing was hidden
    }
}
