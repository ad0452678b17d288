/**
 * {@code peerlink demo}: a registry and two peers in one process, and a transcript of what they do.
 *
 * <p>Everything runs on the main thread, except that the nodes have threads of their own.
 */
@NullMarked
package peerlink.cli.demo;

import org.jspecify.annotations.NullMarked;
