package peerlink.core.admission;

/** The verdict on a message that came in. The receiver carries it out. */
public sealed interface MessageVerdict {
    /** The message goes on to the handlers. */
    record Deliver() implements MessageVerdict {}

    /**
     * The message is a stranger's first one, and is kept as a request until the user accepts or
     * blocks the stranger.
     */
    record KeepAsRequest() implements MessageVerdict {}

    /**
     * The message is refused, and so is every later one on its link.
     *
     * @param code a short stable word: docs/protocol.md, section First contact
     * @param reason the reason, for the people on the other side
     */
    record Refuse(String code, String reason) implements MessageVerdict {}
}
