/**
 * Contacts: names bound to keys, and the trust in them, on disk.
 *
 * <pre>
 *   ContactBook ── ContactSet           a value: reading never blocks
 *        │    └── TrustRules            a decision makes a new value
 *   KeyPinning ── RecentNameClaims      a name's first key, and a second one
 *   ContactFile ◄── ContactFileWatch    contacts.json, which other processes change too
 * </pre>
 *
 * <p>The whole node reads it, on any thread. A change is written before it holds, on the caller's
 * thread. {@code peerlink node-watch} looks at the file once a second.
 */
@NullMarked
package peerlink.core.contact;

import org.jspecify.annotations.NullMarked;
