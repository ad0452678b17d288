/** One node: identity, contacts and trust, links, delivery, plugin loading. */
@NullMarked
package peerlink.core;

import org.jspecify.annotations.NullMarked;
