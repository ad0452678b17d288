package peerlink.registry;

import java.time.InstantSource;
import java.util.Optional;
import java.util.Random;
import java.util.random.RandomGenerator;

/**
 * What the directories of one discovery share.
 *
 * @param backoff how long to wait for the next try to connect
 * @param patience how many tries to connect a call waits for
 * @param newest what peers have said last
 * @param token what to register with, where the operator has given one
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
