package peerlink.cli.terminal;

import java.io.IOException;

/** Waits until all that was printed is on the screen. */
interface ScreenWritten {
    void await() throws IOException;
}
