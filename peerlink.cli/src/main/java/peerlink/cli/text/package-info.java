/**
 * Everything that is shown, as values and lines. Nothing here writes to a terminal.
 *
 * <p>Commands and the chat call it on any thread. A {@link peerlink.cli.text.Line} is clean by
 * construction.
 */
@NullMarked
package peerlink.cli.text;

import org.jspecify.annotations.NullMarked;
