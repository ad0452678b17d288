/**
 * Finds peers on the local network, without a registry and without a setting.
 *
 * <pre>
 *   LanDiscovery ── LanDirectory     the service: register, find, watch
 *                      └── LanStation     one lock; the timer; joins the parts
 *                            ├── LanSockets        voice and ear, IPv4 and IPv6
 *                            ├── LanReception      limits, freshness, signature, content
 *                            │     └── LanLimits, LanQueries, LanSeal, Neighbours (the table)
 *                            ├── OwnStatements     what others get to see, by the setting show
 *                            ├── LanRounds         when
 *                            └── LanListeners      events, on a thread of their own
 *   LanDatagram, LanRecord, LanKey     the bytes: docs/lan-protocol.md
 * </pre>
 *
 * <p>Threads: {@code lan-voice} and {@code lan-ear}, one for each socket, {@code lan-timer}, and
 * {@code lan-teller} while there are events. Only the JDK and {@code peerlink.api} are used.
 */
@NullMarked
package peerlink.plugin.lan;

import org.jspecify.annotations.NullMarked;
