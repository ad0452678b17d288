package peerlink.core.identity;

import java.io.IOException;

/**
 * Says that a passphrase is wrong, or that there is none where one is needed. Nothing was changed.
 */
public final class PassphraseException extends IOException {
    private static final long serialVersionUID = 1L;

    private final String hint;

    /**
     * @param message one line for people, which tells nothing of the passphrase
     * @param hint the advice for people; empty if there is none
     */
    public PassphraseException(String message, String hint) {
        super(message);
        this.hint = hint;
    }

    public String hint() {
        return hint;
    }
}
