package peerlink.registry;

import java.util.Optional;
import peerlink.api.Bytes;
import peerlink.api.PeerId;

/** Who sends the requests of one link. They are answered one after another, each by the thread that has read it. */
final class Caller {
    private final PeerId id;
    private final String observed;

    /** Kept for renewals, which carry none: as long as the link lasts. */
    private Optional<Bytes> proof = Optional.empty();

    /**
     * @param id proven by the link
     * @param observed where the link comes from
     */
    Caller(PeerId id, String observed) {
        this.id = id;
        this.observed = observed;
    }

    PeerId id() {
        return id;
    }

    String observed() {
        return observed;
    }

    /** Keeps what a registration carries, in the place of what an earlier one did. */
    void show(Optional<Bytes> proof) {
        this.proof = proof;
    }

    Applicant to(PeerId registry) {
        return new Applicant(registry, id, proof);
    }
}
