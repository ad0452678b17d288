package peerlink.api;

/**
 * Sets the demands of one side on its links, and the number of links that it accepts. Every link is
 * authenticated on both sides and confidential, whatever the policy says. Start from {@link
 * #DEFAULT}: settings that are added here later have their defaults there.
 *
 * @param postQuantum the demand for a post-quantum key exchange
 * @param accepted the most links that other peers may have opened at once, authenticated or not; at
 *     least 1. Each is an open file, and a process has only so many.
 * @param acceptedPerHost the most of them from one host, where the transport knows of hosts; at
 *     least 1
 */
public record LinkPolicy(PostQuantum postQuantum, int accepted, int acceptedPerHost) {
    /**
     * The strictest policy: a post-quantum key exchange is required. A process may often have
     * 20,000 files: accepted links leave some of them to the process itself, and one host can't
     * take all.
     */
    public static final LinkPolicy DEFAULT = new LinkPolicy(PostQuantum.REQUIRED, 16_000, 4_096);

    public LinkPolicy {
        if (accepted < 1 || acceptedPerHost < 1) {
            throw new IllegalArgumentException(
                    "not a number of links: %d, %d from one host (at least 1)"
                            .formatted(accepted, acceptedPerHost));
        }
    }

    /** Returns this policy with another demand for a post-quantum key exchange. */
    public LinkPolicy with(PostQuantum choice) {
        return new LinkPolicy(choice, accepted, acceptedPerHost);
    }

    /** Returns this policy with other numbers of links accepted, in all and from one host. */
    public LinkPolicy accepting(int all, int perHost) {
        return new LinkPolicy(postQuantum, all, perHost);
    }
}
