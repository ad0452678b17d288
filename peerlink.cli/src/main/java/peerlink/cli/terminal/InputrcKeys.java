package peerlink.cli.terminal;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Translates the key sequences of an {@code inputrc}, such as {@code \C-x\e[15~}. */
final class InputrcKeys {
    private static final int META = 0x80;

    private InputrcKeys() {}

    /** Returns the place of the quote that ends a text, which begins with one; -1 for none. */
    static int endOfQuoted(String text) {
        for (int i = 1; i < text.length(); i++) {
            if (text.charAt(i) == '\\') {
                i++;
            } else if (text.charAt(i) == text.charAt(0)) {
                return i;
            }
        }
        return -1;
    }

    /** Returns the character that the key makes together with Ctrl. */
    static char control(char key) {
        return key == '?' ? '\177' : (char) (Character.toUpperCase(key) & 0x1f);
    }

    /** Returns the keys of a sequence with its escapes. */
    static String translated(String sequence) {
        StringBuilder keys = new StringBuilder();
        for (int i = 0; i < sequence.length(); ) {
            i = read(sequence, i, keys);
        }
        return bytesAsText(keys);
    }

    /** Adds the key at the place. Returns the place behind it. */
    private static int read(String sequence, int start, StringBuilder keys) {
        boolean isControl = false;
        boolean isMeta = false;
        int place = start;
        while (isModifier(sequence, place)) {
            isControl |= sequence.charAt(place + 1) == 'C';
            isMeta |= sequence.charAt(place + 1) == 'M';
            place += 3;
        }
        keys.append(isMeta ? KeyReader.ESCAPE : "");
        int end = unmodified(sequence, place, keys);
        if (isControl) {
            int last = keys.length() - 1;
            keys.setCharAt(last, control(keys.charAt(last)));
        }
        return end;
    }

    /** Tells whether a Ctrl or Meta stands at the place, with a key behind it. */
    private static boolean isModifier(String sequence, int place) {
        return place + 3 < sequence.length()
                && (sequence.startsWith("\\C-", place) || sequence.startsWith("\\M-", place));
    }

    /** Adds the one character at the place. Returns the place behind it. */
    private static int unmodified(String sequence, int start, StringBuilder keys) {
        char first = sequence.charAt(start);
        if (first != '\\' || start + 1 == sequence.length()) {
            keys.append(first);
            return start + 1;
        }
        return escaped(sequence, start + 1, keys);
    }

    /** Adds the character that stands behind a backslash. Returns the place behind it. */
    private static int escaped(String sequence, int start, StringBuilder keys) {
        char kind = sequence.charAt(start);
        int digits = digits(sequence, start, 8, 3);
        if (digits > 0) {
            return number(sequence, start, digits, 8, keys);
        }
        int hex = kind == 'x' ? digits(sequence, start + 1, 16, 2) : 0;
        if (hex > 0) {
            return number(sequence, start + 1, hex, 16, keys);
        }
        keys.append(
                switch (kind) {
                    case 'a' -> '\007';
                    case 'b' -> '\b';
                    case 'd' -> '\177';
                    case 'e' -> '\033';
                    case 'f' -> '\f';
                    case 'n' -> '\n';
                    case 'r' -> '\r';
                    case 't' -> '\t';
                    case 'v' -> '\013';
                    default -> kind;
                });
        return start + 1;
    }

    private static int digits(String text, int start, int radix, int most) {
        int digits = 0;
        while (digits < most
                && start + digits < text.length()
                && text.charAt(start + digits) < META
                && Character.digit(text.charAt(start + digits), radix) >= 0) {
            digits++;
        }
        return digits;
    }

    private static int number(String text, int start, int digits, int radix, StringBuilder keys) {
        int end = start + digits;
        keys.append((char) (Integer.parseInt(text.substring(start, end), radix) & 0xff));
        return end;
    }

    /** Reads bytes that were written as numbers as the characters that they are in UTF-8. */
    private static String bytesAsText(StringBuilder keys) {
        String text = keys.toString();
        if (text.chars().noneMatch(c -> c >= META) || text.chars().anyMatch(c -> c > 0xff)) {
            return text;
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1)))
                    .toString();
        } catch (CharacterCodingException e) {
            return text; // it was a character of its own, such as é
        }
    }
}
