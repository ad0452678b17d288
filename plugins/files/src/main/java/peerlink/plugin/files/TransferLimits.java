package peerlink.plugin.files;

import java.time.Duration;

/**
 * The limits on numbers and times of offers and transfers.
 *
 * @param perPeer the largest number of offers and transfers of one peer here at a time
 * @param inAll the largest number of all peers
 * @param offersPerMinute the largest number of one peer's offers in a minute
 * @param firstFrame the longest time that a peer that has opened a link may take to make its offer
 * @param answer the time for which an offer stands
 * @param stall the longest time that a transfer may stand still
 * @param keepAlive the time after which a receiver says that it is still there
 * @param linger the time that a side that has given up waits for the other side to read it
 */
record TransferLimits(
        int perPeer,
        int inAll,
        int offersPerMinute,
        Duration firstFrame,
        Duration answer,
        Duration stall,
        Duration keepAlive,
        Duration linger) {
    static final TransferLimits DEFAULT =
            new TransferLimits(
                    8,
                    64,
                    20,
                    Duration.ofSeconds(10),
                    Duration.ofMinutes(5),
                    Duration.ofMinutes(1),
                    Duration.ofSeconds(20),
                    Duration.ofSeconds(3));

    /**
     * Returns the sender's longest wait for an answer: the receiver's refusal shall come first. It
     * waits as long for the confirmation that the file is saved, since a slow disk may take its
     * time.
     */
    Duration answerAtSender() {
        return answer.plus(stall);
    }
}
