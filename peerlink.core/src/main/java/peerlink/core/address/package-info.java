/**
 * Finds the addresses at which peers can reach this node, orders them by their worth, and notices
 * that the machine has moved to another network.
 *
 * <p>{@link peerlink.core.address.Candidates} holds the result: {@code peerlink.core} tells it of
 * listeners, fixed addresses, observed ones and places at relays, and hands its list to the
 * directories. {@link peerlink.core.address.NetworkWatch} looks at the interfaces every few
 * seconds, on a thread of its own. {@link peerlink.core.address.HostScope} tells how far an address
 * reaches, also for the dialer. Everything else is a value.
 *
 * <pre>
 *   Interfaces (the system's, or a test's)
 *        |
 *   NetworkWatch --- look ---> Candidates <--- listeners, --announce, registries, relays
 *        |                          |
 *     a change                 a new list
 *        v                          v
 *   links are tried         directories are told
 * </pre>
 */
@NullMarked
package peerlink.core.address;

import org.jspecify.annotations.NullMarked;
