package peerlink.api;

import java.util.List;

/** Offers values for an argument of a {@link Command} while the user types. */
public sealed interface Completion {
    /** Offers nothing. */
    record Nothing() implements Completion {}

    /** Offers these words. */
    record Words(List<String> words) implements Completion {
        public Words {
            words = List.copyOf(words);
        }
    }

    /** Offers the names of known peers. */
    record Peers() implements Completion {}

    /** Offers the user's files. */
    record Files() implements Completion {}
}
