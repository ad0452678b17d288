/** Tests every {@link peerlink.registry.RegistryStore} by an abstract test to extend. */
@NullMarked
package peerlink.registry.contract;

import org.jspecify.annotations.NullMarked;
