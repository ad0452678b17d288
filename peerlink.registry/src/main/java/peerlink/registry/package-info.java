/**
 * Implements the registry, by which peers find each other: the server, its client, and the registry
 * that the nodes of one machine host for each other.
 *
 * <pre>
 *   records   Statement, SignedRecord, PeerRecord, RecordSigner, PublicKeyForm    signed by peers
 *   protocol  Request, Reply, Change, Cursor, ErrorCode, Cbor, Fields, Limits     the frames on the wire
 *   server    RegistryServer → Door, ClientConnection → Registrar → RegistryStore   one connection a link
 *             Broadcast → Outbox                                                   changes to the watchers
 *   store     RegistryStoreProvider → RegistryStore                                a plugin may provide one
 *             EmbeddedStore → History → LeaseTable, ChangeRing, Journal            the one in the process
 *             LeaseTable → LeaseIndex, NameOwners, Listing, LeaseWheel             by id, by name, in lists, by time
 *             StoreFiles → StoreFolder, Recovery, DiskJournal, Snapshots           its files on disk
 *   operator  MeasuredStore, RefusalLog, and peerlink.registry.admin               counts and logs
 *             AllowList, Verdict, EnrolmentToken                                   admit peers
 *   client    RegistryDiscovery, LocalDiscovery → RegistryDirectory → RegistryLink    one link at a time
 * </pre>
 *
 * <p>{@code docs/registry-protocol.md} describes the protocol.
 */
@NullMarked
package peerlink.registry;

import org.jspecify.annotations.NullMarked;
