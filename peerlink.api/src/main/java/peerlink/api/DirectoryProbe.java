package peerlink.api;

import java.time.Duration;
import java.util.Optional;

/**
 * A directory's word on how it sees this node.
 *
 * @param local this end of the connection to the directory
 * @param observed the address that the connection comes from, as the directory sees it
 * @param clockLead the time by which this machine's clock is ahead of the directory's; negative if
 *     it is behind
 * @param reachable whether the directory could open a connection to this node's port; empty if it
 *     has not tried
 */
public record DirectoryProbe(
        Address local, Address observed, Duration clockLead, Optional<Boolean> reachable) {}
