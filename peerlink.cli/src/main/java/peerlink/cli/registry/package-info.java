/**
 * {@code peerlink registry}: settings from options and a file, a plan of them, and the run.
 *
 * <pre>
 *   RegistryCommand ── RegistrySources ── RegistryPlan ── RegistryRun ──► RegistryServer, AdminServer
 * </pre>
 *
 * <p>Everything runs on the main thread until the server has started; the server has threads of its
 * own.
 */
@NullMarked
package peerlink.cli.registry;

import org.jspecify.annotations.NullMarked;
