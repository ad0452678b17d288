/**
 * The other peers: directories, presence, search, and the opening of links to them.
 *
 * <pre>
 *   Directories ── DirectoryKeeper ──► Discovery…      one thread a directory
 *         └── DirectoryEvents ── Presence, LastKnownTable ── LastKnownFile
 *   PeerSearch ── Peers                                a name or id that a user typed
 *   Dialer                                             the addresses of a peer, best first
 * </pre>
 *
 * <p>Sessions and the node call it. Threads: {@code peerlink directory-registrar} keeps one
 * registration, {@code peerlink directory-query} asks one directory,
 * {@code peerlink last-known-writer} writes the file. Nothing here believes a directory about a
 * name: {@code contact} decides that.
 */
@NullMarked
package peerlink.core.peer;

import org.jspecify.annotations.NullMarked;
