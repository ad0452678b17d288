package peerlink.core;

import java.util.Arrays;

/**
 * A secret that a person remembers or a file keeps. It is no text, so that it comes into no message by mistake; closing it
 * overwrites it. The libraries that derive keys from it make copies, which are left to the garbage collector.
 */
public final class Passphrase implements AutoCloseable {
    /** How many characters it may have. */
    public static final int MAX_LENGTH = 1024;

    private final char[] characters;
    private boolean closed;

    /**
     * @param characters 1 to {@value #MAX_LENGTH}; they belong to the passphrase from now on, and are overwritten if they are
     *     refused
     * @throws IllegalArgumentException if there are too few or too many
     */
    public Passphrase(char[] characters) {
        if (characters.length == 0) {
            throw new IllegalArgumentException("the passphrase is empty");
        }
        if (characters.length > MAX_LENGTH) {
            Arrays.fill(characters, '\0');
            throw new IllegalArgumentException(
                    "the passphrase is longer than " + MAX_LENGTH + " characters");
        }
        this.characters = characters;
    }

    /** Tells whether both are the same. */
    public boolean matches(Passphrase other) {
        return Arrays.equals(characters(), other.characters());
    }

    /** Returns a copy that is closed by itself. */
    public Passphrase copy() {
        return new Passphrase(characters().clone());
    }

    /** Returns the characters themselves, for use while the passphrase is open. */
    char[] characters() {
        if (closed) {
            throw new IllegalStateException("the passphrase is closed");
        }
        return characters;
    }

    @Override
    public void close() {
        closed = true;
        Arrays.fill(characters, '\0');
    }

    @Override
    public String toString() {
        return "Passphrase[…]";
    }
}
