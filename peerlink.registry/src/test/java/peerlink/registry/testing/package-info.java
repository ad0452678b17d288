/** What other modules' tests use of a registry: one that lies. */
package peerlink.registry.testing;
