/** Fakes for the tests of this module and of those that build nodes. */
@NullMarked
package peerlink.core.testing;

import org.jspecify.annotations.NullMarked;
