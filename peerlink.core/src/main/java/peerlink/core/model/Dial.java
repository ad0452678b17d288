package peerlink.core.model;

import java.util.List;

/**
 * Describes the last dial of a peer, or the one under way.
 *
 * @param attempts the tries, in the order of their beginning
 * @param isUnderWay whether it goes on
 * @param isAnswered whether the directories that it asked have answered
 * @param isFound whether one of them has told of the peer
 * @param unasked the reason why no directory could be asked, one line for people; empty if there is
 *     none
 */
public record Dial(
        List<Attempt> attempts,
        boolean isUnderWay,
        boolean isAnswered,
        boolean isFound,
        String unasked) {
    public Dial {
        attempts = List.copyOf(attempts);
    }
}
