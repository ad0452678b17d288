package peerlink.core;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileLockInterruptionException;
import java.time.Duration;
import peerlink.api.Printable;

/**
 * Follows what other processes do to the contacts while this node runs: {@code peerlink contacts block} must stop a chat that is
 * open. It looks at the file's time once a second, on a thread of its own, so that nobody who reads the contacts has to.
 */
final class ContactWatch implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(ContactWatch.class.getName());
    private static final Duration PERIOD = Duration.ofSeconds(1);

    private final Thread thread;

    ContactWatch(ContactBook contacts, EventSink events) {
        thread =
                Thread.ofVirtual()
                        .name("peerlink contact-watch")
                        .unstarted(() -> run(contacts, events));
    }

    void start() {
        thread.start();
    }

    @Override
    public void close() {
        thread.interrupt();
    }

    private static void run(ContactBook contacts, EventSink events) {
        try {
            while (true) {
                Thread.sleep(PERIOD);
                look(contacts, events);
            }
        } catch (InterruptedException
                | ClosedByInterruptException
                | FileLockInterruptionException e) {
            LOG.log(Level.DEBUG, "the node has ended");
        }
    }

    private static void look(ContactBook contacts, EventSink events)
            throws ClosedByInterruptException, FileLockInterruptionException {
        try {
            contacts.refresh();
        } catch (ClosedByInterruptException | FileLockInterruptionException e) {
            throw e;
        } catch (IOException e) {
            LOG.log(Level.WARNING, "can't read the contacts again; those read before hold", e);
            events.post(new NodeEvent.ContactsUnreadable(Printable.reason(e)));
        }
    }
}
