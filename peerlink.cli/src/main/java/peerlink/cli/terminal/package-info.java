/**
 * Keyboard and screen. No other package knows JLine.
 *
 * <pre>
 *   Keyboard ── ChatReader          lines typed, on a platform thread
 *   TerminalView ── LiveLines       lines shown above the prompt, by the thread "peerlink screen-printer"
 * </pre>
 *
 * <p>The chat calls it. Text is clean before it comes here ({@link peerlink.api.Printable}).
 */
@NullMarked
package peerlink.cli.terminal;

import org.jspecify.annotations.NullMarked;
