/**
 * The client of relays: the {@link peerlink.api.Carrier} of scheme {@code relay}.
 *
 * <pre>
 *   RelayCarrier ── connect ──► RelayCircuit       asks a relay for a circuit to a peer
 *         └──────── listen  ──► RelayListener      holds a place, and answers calls
 *                                    └──► RelayCircuit
 * </pre>
 *
 * <p>A relay is known by its key, and trusted with nothing: each circuit carries a link of the two
 * peers. {@code docs/relay-protocol.md} has the protocol.
 */
@NullMarked
package peerlink.registry.carrier;

import org.jspecify.annotations.NullMarked;
