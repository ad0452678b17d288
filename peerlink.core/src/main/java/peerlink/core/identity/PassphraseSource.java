package peerlink.core.identity;

import java.io.IOException;
import java.util.Optional;

/** Where passphrases come from: a file, a variable, a person at a terminal. Called on the thread that needs one; may block. */
@FunctionalInterface
public interface PassphraseSource {
    /** Has none. */
    PassphraseSource NONE =
            what -> {
                throw new PassphraseException(
                        what + " is protected by a passphrase, and none was given", "");
            };

    /**
     * Returns the passphrase of something that is protected by one, or is about to be. The caller closes it.
     *
     * @param what for people, such as {@code the key in FILE}
     * @throws PassphraseException if there is none
     */
    Passphrase ask(String what) throws IOException;

    /** Returns the passphrase for a key that is made now, if somebody has given one beforehand. The caller closes it. */
    default Optional<Passphrase> forNewKey() throws IOException {
        return Optional.empty();
    }
}
