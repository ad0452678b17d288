package peerlink.core.session;

import peerlink.core.guard.CallBody;

/**
 * Follows one message, or a note, until the user and all handlers have had it. Safe for use by
 * several threads.
 */
interface Handling {
    /** Notes that the user was told, or is not to be told. */
    void told();

    /**
     * Notes that one more handler is to have it.
     *
     * @return called once, when that handler is through with it
     */
    Runnable begin();

    /** Marks a handler's code as such, as it must not wait for what waits for handlers. */
    <T> CallBody<T> asHandler(CallBody<T> body);
}
