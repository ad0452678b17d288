/** Gives the tests of other modules a registry that lies. */
@NullMarked
package peerlink.registry.testing;

import org.jspecify.annotations.NullMarked;
