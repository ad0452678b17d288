/**
 * Implements the {@code tls} transport: links over mutually authenticated TLS 1.3 (RFC 8446).
 *
 * <pre>
 *   TlsTransport   TcpDialer, TlsListener      opens and accepts TCP connections
 *                  HostQuota, Limits           bound their number and time
 *                  PendingHandshakes, TurnWire choose which of many clients wait, and which compute
 *   Wire           SocketWire                  bytes both ways, whichever side opened it
 *   Handshake      ClientSide, ServerSide      TLS over a wire: proves both sides' keys
 *                  HandshakeTerms              the key, the demands and the peer of one handshake
 *                  ClientProtocol, ServerProtocol, OutgoingRecords
 *                                              records leave in order, whichever thread writes them
 *                  TlsProfile, MixedCrypto     the parameters, and the libraries that compute
 *                  AesGcm                      one direction's cipher
 *                  Credentials, PeerCertificate, PassingCertificate, CertificateMessage
 *   TlsLink        FrameReader, FrameWriter    frames over TLS, and the orderly close
 * </pre>
 *
 * <p>Only the first line knows of TCP. A link that runs through a relay, or over a connection that
 * both sides dialed, is another {@link peerlink.transport.tls.Wire} under the same {@link
 * peerlink.transport.tls.Handshake}.
 *
 * <p>On the wire, a frame is a 4-byte big-endian length (1 to {@link peerlink.api.Link#MAX_FRAME})
 * and that many bytes.
 */
@NullMarked
package peerlink.transport.tls;

import org.jspecify.annotations.NullMarked;
