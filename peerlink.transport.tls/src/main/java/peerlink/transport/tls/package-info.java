/** The {@code tls} transport: links over mutually authenticated TLS 1.3. */
@NullMarked
package peerlink.transport.tls;

import org.jspecify.annotations.NullMarked;
