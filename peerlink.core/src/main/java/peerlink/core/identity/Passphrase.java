package peerlink.core.identity;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import peerlink.core.profile.PrivateFiles;

/**
 * A secret that a person remembers or a file keeps. It is no text, so that it comes into no message
 * by mistake; closing it overwrites it. The libraries that derive keys from it make copies, which
 * are left to the garbage collector.
 */
public final class Passphrase implements AutoCloseable {
    /** The greatest number of characters. */
    public static final int MAX_LENGTH = 1024;

    // the bytes of a file's line: the most that so many characters take, and the line's end
    private static final int MAX_BYTES = 4 * MAX_LENGTH + 1;

    private final char[] characters;
    private boolean closed;

    /**
     * @param characters 1 to {@value #MAX_LENGTH}; they belong to the passphrase from now on, and
     *     are overwritten if they are refused
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

    /**
     * Reads the first line of a file: UTF-8, without the line's end. Ignores the rest.
     *
     * @throws PassphraseException if there is none, or others can read the file; the message says
     *     what to do
     */
    public static Passphrase read(Path file) throws PassphraseException {
        try {
            PrivateFiles.requireUnreadable(file, "the passphrase");
            try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
                return readLine(in, StandardCharsets.UTF_8);
            }
        } catch (IllegalArgumentException e) {
            throw new PassphraseException("%s: %s".formatted(file, e.getMessage()), "");
        } catch (NoSuchFileException e) {
            throw new PassphraseException("there is no passphrase file " + file, "");
        } catch (AccessDeniedException e) {
            throw new PassphraseException("no permission for the passphrase file " + file, "");
        } catch (IOException e) {
            throw new PassphraseException(String.valueOf(e.getMessage()), "");
        }
    }

    /**
     * Reads a line, and not a byte after its end.
     *
     * @throws IllegalArgumentException if it is empty, too long or not in the encoding
     */
    public static Passphrase readLine(InputStream in, Charset encoding) throws IOException {
        byte[] line = new byte[MAX_BYTES];
        try {
            int length = 0;
            for (int b = in.read(); b >= 0 && b != '\n'; b = in.read()) {
                if (length == line.length) {
                    throw new IllegalArgumentException("the passphrase is too long");
                }
                line[length++] = (byte) b;
            }
            boolean withReturn = length > 0 && line[length - 1] == '\r';
            return new Passphrase(decoded(line, withReturn ? length - 1 : length, encoding));
        } finally {
            Arrays.fill(line, (byte) 0);
        }
    }

    private static char[] decoded(byte[] line, int length, Charset encoding) {
        CharBuffer text;
        try {
            text = encoding.newDecoder().decode(ByteBuffer.wrap(line, 0, length));
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("the passphrase is not " + encoding, e);
        }
        char[] characters = new char[text.length()];
        text.get(characters);
        Arrays.fill(text.array(), '\0');
        return characters;
    }

    /** Tells whether both passphrases are the same. */
    public boolean matches(Passphrase other) {
        return Arrays.equals(characters(), other.characters());
    }

    /** Returns a copy, which is closed on its own. */
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
