/**
 * One node of PeerLink: identity, contacts and trust, links, delivery of messages and plugins.
 *
 * <pre>
 *   Node ── ProtocolNetwork ── Transport…      links on which both sides have said hello
 *     ├──── Sessions ── ChatLink               messages and acknowledgements
 *     │       └── Arrivals ── Handling         what becomes of what others send
 *     ├──── Admission ── Requests              who may come in; first messages of unknown peers
 *     ├──── Contacts ── TrustDecisions         what the user decides about others
 *     ├──── Peers ── Pinning, Presence         what the network tells of others
 *     ├──── ContactBook ── ContactFile         who is who, on disk
 *     ├──── Directories ── Discovery…          who is there
 *     └──── Plugins                            what others add
 *   IdentityStore ── PemIdentity               the key, on disk
 * </pre>
 *
 * <p>Start with {@link peerlink.core.IdentityStore#loadOrCreate} and {@link peerlink.core.Node#builder}.
 */
@NullMarked
package peerlink.core;

import org.jspecify.annotations.NullMarked;
