package peerlink.api;

/**
 * What one side demands of its links, beyond what every link is: authenticated on both sides, and confidential; and how many it
 * accepts. Start from {@link #DEFAULT}: what is added here later has its default there.
 *
 * @param postQuantum whether a link may come about without a post-quantum key exchange
 * @param accepted how many links that others open may be there at once, authenticated or not; at least 1. Each is an open file,
 *     and a process has only so many.
 * @param acceptedPerHost how many of them from one host, where the transport knows of hosts; at least 1
 */
public record LinkPolicy(PostQuantum postQuantum, int accepted, int acceptedPerHost) {
    /**
     * The strictest: a post-quantum key exchange is required. Of the 20,000 files that a process may often have, what others open
     * leaves some to the process itself, and one host can't take all.
     */
    public static final LinkPolicy DEFAULT = new LinkPolicy(PostQuantum.REQUIRED, 16_000, 4_096);

    public LinkPolicy {
        if (accepted < 1 || acceptedPerHost < 1) {
            throw new IllegalArgumentException(
                    "not a number of links: %d, %d from one host (at least 1)"
                            .formatted(accepted, acceptedPerHost));
        }
    }

    /** Returns this policy with another word on post-quantum key exchange. */
    public LinkPolicy with(PostQuantum choice) {
        return new LinkPolicy(choice, accepted, acceptedPerHost);
    }

    /** Returns this policy with other numbers of links accepted, in all and from one host. */
    public LinkPolicy accepting(int all, int perHost) {
        return new LinkPolicy(postQuantum, all, perHost);
    }
}
