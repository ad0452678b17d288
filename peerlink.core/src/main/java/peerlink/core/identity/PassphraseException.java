package peerlink.core.identity;

import java.io.IOException;

/** A passphrase is wrong, or there is none where one is needed. Nothing was changed. */
public final class PassphraseException extends IOException {
    private static final long serialVersionUID = 1L;

    private final String hint;

    /**
     * @param message one line for people, which tells nothing of the passphrase
     * @param hint what to do; empty if there is nothing to advise
     */
    public PassphraseException(String message, String hint) {
        super(message);
        this.hint = hint;
    }

    public String hint() {
        return hint;
    }
}
