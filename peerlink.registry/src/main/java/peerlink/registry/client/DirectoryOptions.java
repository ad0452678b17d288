package peerlink.registry.client;

import java.time.InstantSource;
import java.util.Optional;
import java.util.Random;
import java.util.random.RandomGenerator;
import peerlink.registry.access.EnrolmentToken;

/**
 * Holds the parts that the directories of one discovery share.
 *
 * @param backoff the pauses before the next try to connect
 * @param patience the number of tries to connect for which a call waits
 * @param newest the last statement of each peer
 * @param token the token to register with, if the operator has given one
 * @param random safe for use by several threads
 */
record DirectoryOptions(
        Backoff backoff,
        int patience,
        InstantSource clock,
        NewestRecords newest,
        Optional<EnrolmentToken> token,
        RandomGenerator random) {
    DirectoryOptions(Backoff backoff, int patience, InstantSource clock) {
        this(backoff, patience, clock, new NewestRecords(), Optional.empty(), new Random());
    }

    DirectoryOptions with(EnrolmentToken token) {
        return new DirectoryOptions(backoff, patience, clock, newest, Optional.of(token), random);
    }
}
