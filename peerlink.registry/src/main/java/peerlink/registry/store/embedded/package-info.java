/**
 * The store of leases in the server's process: in memory, with a log and snapshots on disk.
 *
 * <pre>
 *   EmbeddedStore ── StoreSteps ──┬── LeaseTable ── LeaseIndex, NameOwners, Listing, LeaseWheel
 *                                 ├── ChangeRing                                the change feed
 *                                 └── Journal ── DiskJournal, NoJournal
 *   StoreFiles ── StoreFolder, Recovery, Snapshots                              leases-N.log, leases-N.snapshot
 * </pre>
 *
 * <p>Lookups and renewals read the table without a lock. A change takes one lock, and is shown once
 * it is on disk. Threads: {@code peerlink registry-log-writer} writes the log,
 * {@code peerlink registry-snapshot-writer} writes a snapshot.
 */
@NullMarked
package peerlink.registry.store.embedded;

import org.jspecify.annotations.NullMarked;
