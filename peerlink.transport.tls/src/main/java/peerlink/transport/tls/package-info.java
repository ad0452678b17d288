/**
 * The {@code tls} transport: links over mutually authenticated TLS 1.3 (RFC 8446).
 *
 * <pre>
 *   TlsTransport   TcpDialer, TlsListener      opens and accepts TCP connections
 *                  HostQuota, Limits           how many, and how long
 *                  PendingHandshakes, TurnWire who waits, and who computes, while many come at once
 *   Wire           SocketWire                  bytes both ways, whoever opened them
 *   Handshake      ClientSide, ServerSide      TLS over a wire: proves who both sides are
 *                  ClientProtocol, ServerProtocol, OutgoingRecords
 *                                              records leave in order, whichever thread writes them
 *                  TlsProfile, MixedCrypto     what is negotiated, and who computes it
 *                  AesGcm                      one direction's cipher
 *                  Credentials, PeerCertificate, PassingCertificate, CertificateMessage
 *   TlsLink        FrameReader, FrameWriter    frames over TLS, and the orderly close
 * </pre>
 *
 * <p>Only the first line knows of TCP. A link that runs through a relay, or over a connection that both sides dialed, is
 * another {@link peerlink.transport.tls.Wire} under the same {@link peerlink.transport.tls.Handshake}.
 *
 * <p>On the wire, a frame is a 4-byte big-endian length (1 to {@link peerlink.api.Link#MAX_FRAME}) and that many bytes.
 */
@NullMarked
package peerlink.transport.tls;

import org.jspecify.annotations.NullMarked;
