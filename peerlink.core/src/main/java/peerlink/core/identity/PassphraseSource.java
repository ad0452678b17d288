package peerlink.core.identity;

import java.io.IOException;
import java.util.Optional;

/**
 * Asks a file, a variable or a person at a terminal for a passphrase. Called on the thread that
 * needs one; may block.
 */
@FunctionalInterface
public interface PassphraseSource {
    /** The source that has no passphrase. */
    PassphraseSource NONE =
            what -> {
                throw new PassphraseException(
                        what + " is protected by a passphrase, and none was given", "");
            };

    /**
     * Returns the passphrase that protects something, or is about to protect it. The caller closes
     * it.
     *
     * @param what the protected thing, for people, such as {@code the key in FILE}
     * @throws PassphraseException if there is none
     */
    Passphrase ask(String what) throws IOException;

    /**
     * Returns the passphrase for a key that is made now, if the user has given one beforehand. The
     * caller closes it.
     */
    default Optional<Passphrase> forNewKey() throws IOException {
        return Optional.empty();
    }
}
