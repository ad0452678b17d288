/**
 * {@code peerlink registry}: settings from options and a file, a plan of them, and the run.
 *
 * <pre>
 *   RegistryCommand ── RegistryPlan ──► RegistrySettings ── RegistryRun ──► RegistryServer
 *                           ├── RegistrySources ── RegistryArguments, RegistryFile
 *                           └── RegistryStores, StorePlugins
 * </pre>
 *
 * <p>Everything runs on the main thread until the server has started; the server has threads of its
 * own.
 */
@NullMarked
package peerlink.cli.registry;

import org.jspecify.annotations.NullMarked;
