/**
 * Words in messages, as people type them and as the index has them. {@link
 * peerlink.plugin.history.text.Tokens} cuts any text into tokens, {@link
 * peerlink.plugin.history.text.TypedWords} finds and marks words.
 */
@NullMarked
package peerlink.plugin.history.text;

import org.jspecify.annotations.NullMarked;
