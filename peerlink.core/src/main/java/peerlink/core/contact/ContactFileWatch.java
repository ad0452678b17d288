package peerlink.core.contact;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileLockInterruptionException;
import peerlink.api.Printable;
import peerlink.core.model.EventSink;
import peerlink.core.model.NodeEvent;

/**
 * Follows the changes of other processes to the contacts while this node runs: {@code peerlink
 * contacts block} must stop an open chat. Looks at the file's time, so that no reader of the
 * contacts has to.
 */
public final class ContactFileWatch {
    private static final System.Logger LOG = System.getLogger(ContactFileWatch.class.getName());

    private final ContactBook contacts;
    private final EventSink events;

    public ContactFileWatch(ContactBook contacts, EventSink events) {
        this.contacts = contacts;
        this.events = events;
    }

    public void look() {
        try {
            contacts.refresh();
        } catch (ClosedByInterruptException | FileLockInterruptionException e) {
            LOG.log(Level.DEBUG, "the node has ended");
        } catch (IOException e) {
            LOG.log(Level.WARNING, "can't read the contacts again; those read before hold", e);
            events.post(new NodeEvent.ContactsUnreadable(Printable.reason(e)));
        }
    }
}
