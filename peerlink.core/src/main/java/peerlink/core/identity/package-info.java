/**
 * The key of a profile: its file, its passphrase, its backup.
 *
 * <pre>
 *   IdentityStore ── PemIdentity ── PemIdentityParser     identity.pem
 *         │              └── PassphraseCipher             PBES2 with scrypt
 *   IdentityBackup ── Backup                              key and contacts in one encrypted file
 * </pre>
 *
 * <p>An embedder calls {@link peerlink.core.identity.IdentityStore} before it builds a node. Every
 * call runs on its caller's thread, and one with a passphrase takes about a second. A passphrase is
 * no string, and closing it overwrites it.
 */
@NullMarked
package peerlink.core.identity;

import org.jspecify.annotations.NullMarked;
