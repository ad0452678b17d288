package peerlink.api;

import java.util.List;

/** Offers values for an argument of a {@link Command} while the user types. */
public sealed interface Completion {
    /** No help. */
    record Nothing() implements Completion {}

    /** One of these words. */
    record Words(List<String> words) implements Completion {
        public Words {
            words = List.copyOf(words);
        }
    }

    /** The name of a known peer. */
    record Peers() implements Completion {}

    /** A file of the user's. */
    record Files() implements Completion {}
}
