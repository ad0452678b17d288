package peerlink.api.contract;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;

/**
 * Generates input that is meant to make a decoder fail: noise, trees of CBOR (RFC 8949), and valid
 * inputs with a few damaged places. It starts from valid inputs, for noise alone does not get past
 * the first byte of most decoders.
 */
public final class HostileInput {
    private static final int LONGEST = 8_000;
    private static final int DEEPEST = 12;
    private static final Pattern WORD = Pattern.compile("[A-Za-z][A-Za-z0-9-]+");

    /**
     * Bytes that formats give a meaning: those at the edges of CBOR, and those at which texts are
     * cut.
     */
    private static final String EDGES =
            "\0\1\u0017\u0018\u001b\u003b\u0040\u005b\u005f\u0060\u007b\u007f\u0080\u009b\u009f\u00a0"
                    + "\u00a1\u00bb\u00bf\u00c2\u00db\u00f4\u00f6\u00f7\u00fb\u00ff\n\r\"'/@:,%#";

    private final List<byte[]> valid;
    private final List<byte[]> words;

    private HostileInput(List<byte[]> valid) {
        this.valid = List.copyOf(valid);
        this.words =
                valid.stream()
                        .map(bytes -> new String(bytes, StandardCharsets.ISO_8859_1))
                        .flatMap(text -> WORD.matcher(text).results().map(MatchResult::group))
                        .distinct()
                        .map(word -> word.getBytes(StandardCharsets.US_ASCII))
                        .toList();
    }

    /** Returns inputs that are often nearly one of the valid ones. */
    public static Arbitrary<byte[]> bytes(List<byte[]> valid) {
        HostileInput input = new HostileInput(valid);
        return Arbitraries.randomValue(input::next);
    }

    /** Returns texts likewise. */
    public static Arbitrary<String> texts(String... valid) {
        return bytes(
                        Arrays.stream(valid)
                                .map(text -> text.getBytes(StandardCharsets.UTF_8))
                                .toList())
                .map(bytes -> new String(bytes, StandardCharsets.UTF_8));
    }

    private byte[] next(Random random) {
        return switch (random.nextInt(8)) {
            case 0 -> noise(random, 300);
            case 1 -> tree(random);
            default -> damaged(random);
        };
    }

    private static byte[] noise(Random random, int longest) {
        byte[] noise = new byte[random.nextInt(longest)];
        random.nextBytes(noise);
        return noise;
    }

    private static <T> T any(Random random, List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    /** Damages a valid input in one to four places. */
    private byte[] damaged(Random random) {
        byte[] input = any(random, valid).clone();
        for (int i = random.nextInt(4); i >= 0; i--) {
            input = damaged(random, input);
        }
        return input.length <= LONGEST ? input : Arrays.copyOf(input, LONGEST);
    }

    private byte[] damaged(Random random, byte[] input) {
        int from = random.nextInt(input.length + 1);
        int to = from + random.nextInt(Math.min(input.length - from, 64) + 1);
        return switch (random.nextInt(9)) {
            case 0 -> Arrays.copyOf(input, from);
            case 1 -> replaced(input, from, to, new byte[0]);
            case 2 -> replaced(input, from, to, repeated(random, input, from, to));
            case 3 -> replaced(input, from, from, noise(random, 20));
            case 4 -> replaced(input, from, Math.min(from + 1, input.length), edge(random));
            case 5 -> replaced(input, from, Math.min(from + 8, input.length), length(random));
            case 6 -> spliced(random, input, from);
            case 7 -> words.isEmpty() ? input : replaced(input, from, to, any(random, words));
            default -> flipped(random, input);
        };
    }

    private static byte[] replaced(byte[] input, int from, int to, byte[] by) {
        return ByteBuffer.allocate(from + by.length + input.length - to)
                .put(input, 0, from)
                .put(by)
                .put(input, to, input.length - to)
                .array();
    }

    private static byte[] repeated(Random random, byte[] input, int from, int to) {
        byte[] part = Arrays.copyOfRange(input, from, to);
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int i = random.nextInt(100); i >= 0; i--) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    private static byte[] edge(Random random) {
        return new byte[] {(byte) EDGES.charAt(random.nextInt(EDGES.length()))};
    }

    /** Returns a length, or another number, that is none or far too big. */
    private static byte[] length(Random random) {
        byte[] number = new byte[1 << random.nextInt(4)];
        Arrays.fill(number, edge(random)[0]);
        return number;
    }

    /** Returns the beginning of one input with the end of another. */
    private byte[] spliced(Random random, byte[] input, int from) {
        byte[] other = any(random, valid);
        int rest = random.nextInt(other.length + 1);
        return replaced(input, from, input.length, Arrays.copyOfRange(other, rest, other.length));
    }

    private static byte[] flipped(Random random, byte[] input) {
        if (input.length > 0) {
            input[random.nextInt(input.length)] ^= (byte) (1 << random.nextInt(8));
        }
        return input;
    }

    /** Returns a map of CBOR, most of whose keys are words of the valid inputs. */
    private byte[] tree(Random random) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(0xbf);
        for (int i = random.nextInt(8); i > 0; i--) {
            text(random, out);
            item(random, out, 1);
        }
        out.write(0xff);
        return out.toByteArray();
    }

    private void item(Random random, ByteArrayOutputStream out, int depth) {
        int kind = random.nextInt(depth < DEEPEST ? 8 : 4);
        switch (kind) {
            case 0 -> text(random, out);
            case 1 -> {
                byte[] content = noise(random, 24);
                out.write(0x40 | content.length);
                out.writeBytes(content);
            }
            case 2 -> {
                // a number, or its head alone
                out.write(random.nextInt(2) << 5 | 0x18 + random.nextInt(4));
                out.writeBytes(length(random));
            }
            case 3 -> out.write(0xe0 | random.nextInt(32));
            case 4 -> {
                out.write(0xc0 | random.nextInt(24));
                item(random, out, depth + 1);
            }
            default -> {
                boolean map = kind == 5;
                out.write(map ? 0xbf : 0x9f);
                for (int i = random.nextInt(3); i > 0; i--) {
                    if (map) {
                        text(random, out);
                    }
                    item(random, out, depth + 1);
                }
                out.write(0xff);
            }
        }
    }

    private void text(Random random, ByteArrayOutputStream out) {
        byte[] word = words.isEmpty() ? noise(random, 24) : any(random, words);
        out.write(0x78);
        out.write(word.length);
        out.writeBytes(word);
    }
}
