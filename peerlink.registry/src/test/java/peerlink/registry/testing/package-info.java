/** Gives the tests of other modules a registry that lies. */
package peerlink.registry.testing;
