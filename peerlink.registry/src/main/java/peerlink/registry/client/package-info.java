/**
 * The client of a registry: a {@link peerlink.api.Discovery} of the schemes {@code registry} and
 * {@code local}.
 *
 * <pre>
 *   RegistryDiscovery, LocalDiscovery ── RegistryDirectory ──┬── OwnRegistration ── OwnLease, RecordSigner
 *                                                            ├── DirectoryWatch ── DirectoryView, Watchers
 *                                                            └── LinkKeeper ── LinkSlot ── RegistryLink
 *   RecordCheck, NewestRecords                               the claims of a registry, checked
 * </pre>
 *
 * <p>A node finds it with {@code ServiceLoader}. Threads: {@code peerlink directory-link-keeper}
 * keeps one link, {@code peerlink directory-link-reader} reads it,
 * {@code peerlink directory-teller} tells listeners in order. Requests run on their callers'
 * threads and block until the answer or a deadline.
 */
@NullMarked
package peerlink.registry.client;

import org.jspecify.annotations.NullMarked;
