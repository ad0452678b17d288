/** The command line and the interactive chat: the only place where the parts are put together. */
@NullMarked
package peerlink.cli;

import org.jspecify.annotations.NullMarked;
