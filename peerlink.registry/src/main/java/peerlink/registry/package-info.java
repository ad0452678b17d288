/**
 * The registry, by which peers find each other: the server, its client, and the registry that the nodes of one machine host
 * for each other.
 *
 * <pre>
 *   records   Statement, SignedRecord, RecordSigner, PublicKeyForm, SequenceSource    what peers sign
 *   protocol  Request, Reply, Change, ErrorCode, Cbor, Fields, Limits                 what is on the wire
 *   server    RegistryServer → ClientConnection → Registrar → RegistryStore           one connection a link
 *   client    RegistryDiscovery, LocalDiscovery → RegistryDirectory → RegistryLink    one link at a time
 * </pre>
 *
 * <p>{@code docs/registry-protocol.md} describes the protocol.
 */
@NullMarked
package peerlink.registry;

import org.jspecify.annotations.NullMarked;
