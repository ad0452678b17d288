/**
 * Serves the tests of all modules: hostile inputs, plugins that misbehave, and readers of the
 * documents that tests hold against the program. The contracts of the service interfaces lie in
 * {@code peerlink.testkit.contract}.
 */
@NullMarked
package peerlink.api.contract;

import org.jspecify.annotations.NullMarked;
