package peerlink.core;

import java.util.Optional;
import peerlink.api.Delivery;

/**
 * A message of ours that was sent with a key.
 *
 * @param id the message's {@link peerlink.api.Message#id}
 * @param delivery its delivery, if this call has sent it; empty if an earlier one has
 * @param failure a line for people that says why it was given up; empty if it was not
 */
public record KeyedMessage(String id, Optional<Delivery> delivery, String failure) {}
