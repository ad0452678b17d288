/**
 * One node of PeerLink: identity, contacts and trust, links, delivery of messages and plugins.
 *
 * <pre>
 *   NodeBuilder ── NodeSettings               what an embedder sets
 *   Node ── NodeWiring                        puts the parts together, starts and ends them
 *     ├──── ProtocolNetwork ── Transport…      links on which both sides have said hello
 *     ├──── Sessions ── Session                messages and acknowledgements, one session a peer
 *     │       │           ├── GuardedExchange ── Exchange    what is sent again, taken, dropped: the state machine
 *     │       │           ├── SessionLinks ── ChatLink       links and their threads
 *     │       │           └── Taking ── Inbox                what came in is kept, then handled
 *     │       ├── LinkProvider             opens links, says on what terms they are taken
 *     │       ├── Intake                   Admission's verdicts, Arrivals (requests), Handling (handlers)
 *     │       └── SessionEvents            tells the user, the handlers and the log
 *     ├──── MessageStore ── SqliteStore        messages that wait, on disk
 *     ├──── Admission ── Requests              who may come in; first messages of unknown peers
 *     ├──── Contacts ── TrustDecisions         what the user decides about others
 *     ├──── Peers ── Pinning, Presence         what the network tells of others
 *     ├──── ContactBook ── ContactFile         who is who, on disk
 *     ├──── Directories ── Discovery…          who is there
 *     └──── Plugins                            what others add
 *   IdentityStore ── PemIdentity               the key, on disk
 * </pre>
 *
 * <p>Start with {@link peerlink.core.IdentityStore#loadOrCreate} and {@link peerlink.core.NodeBuilder}.
 */
@NullMarked
package peerlink.core;

import org.jspecify.annotations.NullMarked;
