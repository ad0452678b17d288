package peerlink.bench.networks;

import java.io.IOException;

/**
 * A network in which two peers look for each other.
 *
 * @param name a word of the command line
 * @param needs the part of PeerLink without which nothing can be expected here
 * @param direct whether there is a way for the two peers to connect to each other
 * @param plan builds it
 */
record Scenario(String name, Needs needs, boolean direct, Plan plan) {
    /** Builds a network. */
    interface Plan {
        Setting build(Lab lab) throws IOException, InterruptedException;
    }
}
