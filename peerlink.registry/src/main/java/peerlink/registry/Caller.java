package peerlink.registry;

import java.util.Optional;
import peerlink.api.Bytes;
import peerlink.api.PeerId;

/** Who sends the requests of one link. They are answered one after another, each by the thread that has read it. */
final class Caller {
    private final PeerId id;
    private final String observed;
    private final Renewable lease;

    /** Kept for renewals, which carry none: as long as the link lasts. */
    private Optional<Bytes> proof = Optional.empty();

    /**
     * @param id proven by the link
     * @param observed where the link comes from
     * @param lease the caller's, to be renewed
     */
    Caller(PeerId id, String observed, Renewable lease) {
        this.id = id;
        this.observed = observed;
        this.lease = lease;
    }

    PeerId id() {
        return id;
    }

    String observed() {
        return observed;
    }

    Renewable lease() {
        return lease;
    }

    /** Keeps what a registration carries, in the place of what an earlier one did. */
    void show(Optional<Bytes> proof) {
        this.proof = proof;
    }

    Applicant to(PeerId registry) {
        return new Applicant(registry, id, proof);
    }
}
