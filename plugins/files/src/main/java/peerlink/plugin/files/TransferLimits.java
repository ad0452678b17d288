package peerlink.plugin.files;

import java.time.Duration;

/**
 * How much and how long.
 *
 * @param perPeer how many offers and transfers one peer may have here at a time
 * @param inAll how many all peers may
 * @param offersPerMinute how many offers one peer may make in a minute
 * @param firstFrame how long a peer that has opened a link may take to make its offer
 * @param answer how long an offer stands
 * @param stall how long a transfer may stand still
 * @param linger how long a side that has given up waits for the other one to hear of it
 */
record TransferLimits(
        int perPeer,
        int inAll,
        int offersPerMinute,
        Duration firstFrame,
        Duration answer,
        Duration stall,
        Duration linger) {
    static final TransferLimits DEFAULT =
            new TransferLimits(
                    8,
                    64,
                    20,
                    Duration.ofSeconds(10),
                    Duration.ofMinutes(5),
                    Duration.ofMinutes(1),
                    Duration.ofSeconds(3));

    /**
     * How long the sender waits for an answer: the receiver's refusal shall come first. It waits as
     * long for the word that the file is saved, since a slow disk may take its time.
     */
    Duration answerAtSender() {
        return answer.plus(stall);
    }
}
