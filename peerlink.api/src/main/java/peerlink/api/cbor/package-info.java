/**
 * Checks the one form that a frame in CBOR has, for the modules that read such frames: {@code
 * peerlink.core} and {@code peerlink.registry} stand side by side and share nothing else. Plugins
 * don't see it. docs/decisions/033-cbor-form.md
 */
@NullMarked
package peerlink.api.cbor;

import org.jspecify.annotations.NullMarked;
