/**
 * The registry, by which peers find each other: the server, its client, and the registry that the nodes of one machine host
 * for each other.
 *
 * <pre>
 *   records   Statement, SignedRecord, PeerRecord, RecordSigner, PublicKeyForm    what peers sign
 *   protocol  Request, Reply, Change, Cursor, ErrorCode, Cbor, Fields, Limits     what is on the wire
 *   server    RegistryServer → Door, ClientConnection → Registrar → RegistryStore   one connection a link
 *             Broadcast → Outbox                                                   changes to those who watch
 *   store     RegistryStoreProvider → RegistryStore                                what a plugin may provide
 *             EmbeddedStore → History → LeaseTable, ChangeRing, Journal            the one in the process
 *             LeaseTable → LeaseIndex, NameOwners, Listing, LeaseWheel             by id, by name, in lists, by time
 *             StoreFiles → StoreFolder, Recovery, DiskJournal, Snapshots           what it keeps on disk
 *   operator  MeasuredStore, RefusalLog, and peerlink.registry.admin               what is counted and logged
 *             AllowList, Verdict, EnrolmentToken                                   who is admitted
 *   client    RegistryDiscovery, LocalDiscovery → RegistryDirectory → RegistryLink    one link at a time
 * </pre>
 *
 * <p>{@code docs/registry-protocol.md} describes the protocol.
 */
@NullMarked
package peerlink.registry;

import org.jspecify.annotations.NullMarked;
