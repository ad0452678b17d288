package peerlink.registry.store.embedded;

import peerlink.api.PeerId;

/**
 * Packs a peer's id into five numbers, since there may be a million of them; its text takes three
 * times as much. Keys have the order of the texts, which is that of lists: each character counts as
 * its place among those that may stand there.
 */
class PackedId implements Comparable<PackedId> {
    /** The characters of an id in the order of the texts. */
    private static final String ALPHABET = "234567abcdefghijklmnopqrstuvwxyz";

    private static final byte[] RANKS = ranks();

    private static final int BITS = 5;

    /** The characters in each of the first four numbers; the rest is in the fifth. */
    private static final int GROUP = 12;

    private final long first;
    private final long second;
    private final long third;
    private final long fourth;
    private final int rest;

    PackedId(PeerId id) {
        String text = id.text();
        first = pack(text, 0, GROUP);
        second = pack(text, GROUP, 2 * GROUP);
        third = pack(text, 2 * GROUP, 3 * GROUP);
        fourth = pack(text, 3 * GROUP, 4 * GROUP);
        rest = (int) pack(text, 4 * GROUP, PeerId.LENGTH);
    }

    final PeerId id() {
        var text = new StringBuilder(PeerId.LENGTH);
        for (long group : new long[] {first, second, third, fourth}) {
            unpack(group, GROUP, text);
        }
        unpack(rest, PeerId.LENGTH - 4 * GROUP, text);
        return new PeerId(text.toString());
    }

    /**
     * Returns some bits of the id, which are random unless somebody chose keys to have them
     * otherwise.
     */
    final long bits() {
        return second;
    }

    final boolean isOf(PackedId other) {
        return second == other.second
                && first == other.first
                && third == other.third
                && fourth == other.fourth
                && rest == other.rest;
    }

    @Override
    public final int compareTo(PackedId other) {
        int order = Long.compare(first, other.first);
        if (order == 0) {
            order = Long.compare(second, other.second);
        }
        if (order == 0) {
            order = Long.compare(third, other.third);
        }
        if (order == 0) {
            order = Long.compare(fourth, other.fourth);
        }
        return order != 0 ? order : Integer.compare(rest, other.rest);
    }

    private static long pack(String text, int from, int to) {
        long packed = 0;
        for (int i = from; i < to; i++) {
            packed = packed << BITS | RANKS[text.charAt(i)];
        }
        return packed;
    }

    private static void unpack(long packed, int count, StringBuilder text) {
        for (int i = count - 1; i >= 0; i--) {
            text.append(ALPHABET.charAt((int) (packed >>> i * BITS) & ALPHABET.length() - 1));
        }
    }

    private static byte[] ranks() {
        byte[] ranks = new byte['z' + 1];
        for (int i = 0; i < ALPHABET.length(); i++) {
            ranks[ALPHABET.charAt(i)] = (byte) i;
        }
        return ranks;
    }
}
