package peerlink.transport.tls;

import java.io.IOException;
import java.lang.System.Logger.Level;
import peerlink.api.Link;
import peerlink.api.LinkHandler;
import peerlink.api.thread.SocketThreads;

/**
 * Serves one accepted link, and closes it in the end. The thread begins after the handshake: a
 * thread keeps as much memory as it once had on its stack, and a handshake has much.
 */
final class LinkThread {
    private static final System.Logger LOG = System.getLogger(LinkThread.class.getName());

    private LinkThread() {}

    /**
     * Starts to serve the link, whatever becomes of it.
     *
     * @throws RuntimeException if the thread can't be started; the link is closed
     */
    static void start(Link link, LinkHandler handler) {
        try {
            SocketThreads.start(
                    "peerlink tls-link " + link.info().remoteAddress().hostAndPort(),
                    () -> serve(link, handler));
        } catch (RuntimeException | Error e) {
            link.close();
            throw e;
        }
    }

    private static void serve(Link link, LinkHandler handler) {
        try (link) {
            handler.handle(link);
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "link with " + link.info().remote() + " failed", e);
        } catch (RuntimeException | Error e) {
            LOG.log(Level.ERROR, "a handler failed; its link is closed", e);
        }
    }
}
