package peerlink.cli.local;

import java.time.Instant;

/**
 * Describes what a process does with the node that it has.
 *
 * @param purpose the command's name
 * @param since the time from which on it runs
 * @param events the fan of the node's events
 * @param attaching runs chats on the terminals of other processes
 */
public record Hosting(String purpose, Instant since, EventFan events, Attaching attaching) {
    /** Returns the description of a node that does one thing and ends. */
    static Hosting briefly() {
        return new Hosting("", Instant.EPOCH, new EventFan(), Attaching.NONE);
    }
}
