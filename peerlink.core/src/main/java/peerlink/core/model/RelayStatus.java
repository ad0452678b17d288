package peerlink.core.model;

import java.time.Duration;
import java.util.Optional;
import peerlink.api.Address;

/**
 * The status of a node's place at a relay.
 *
 * @param relay the relay's address
 * @param isNamed whether the user named it; otherwise a directory has offered it
 * @param latency the time that it took to get the place; empty while there is none
 * @param failure the reason why there is none, one line for people; empty if the first attempt is
 *     under way
 */
public record RelayStatus(
        Address relay, boolean isNamed, Optional<Duration> latency, String failure) {}
