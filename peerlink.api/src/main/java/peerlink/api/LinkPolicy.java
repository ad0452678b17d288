package peerlink.api;

/**
 * What one side demands of its links, beyond what every link is: authenticated on both sides, and confidential. Start from
 * {@link #DEFAULT}: what is added here later has its default there.
 *
 * @param postQuantum whether a link may come about without a post-quantum key exchange
 */
public record LinkPolicy(PostQuantum postQuantum) {
    /** The strictest: a post-quantum key exchange is required. */
    public static final LinkPolicy DEFAULT = new LinkPolicy(PostQuantum.REQUIRED);

    /** Returns this policy with another word on post-quantum key exchange. */
    public LinkPolicy with(PostQuantum choice) {
        return new LinkPolicy(choice);
    }
}
