package peerlink.core.admission;

/** Says what becomes of a message that came in. Whoever received it carries this out. */
public sealed interface MessageVerdict {
    /** The message goes on to the handlers. */
    record Deliver() implements MessageVerdict {}

    /** The message is the first one of a stranger: it is kept as a request until the user decides. */
    record KeepAsRequest() implements MessageVerdict {}

    /**
     * The message is not wanted, nor any that comes after it on its link.
     *
     * @param code a short stable word: docs/protocol.md, section First contact
     * @param reason for the people on the other side
     */
    record Refuse(String code, String reason) implements MessageVerdict {}
}
