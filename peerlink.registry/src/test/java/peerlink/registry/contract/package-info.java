/** What every {@link peerlink.registry.RegistryStore} must do, as an abstract test to extend. */
@NullMarked
package peerlink.registry.contract;

import org.jspecify.annotations.NullMarked;
