package peerlink.core.store.sqlite;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** Records for the flight recorder the number of changes in one commit, and its duration. */
@Name("peerlink.Commit")
@Label("Commit")
@Description("Changes of the kept messages were written and forced to disk")
@Category("PeerLink")
@StackTrace(false)
final class CommitEvent extends Event {
    @Label("Changes")
    int changes;

    @Label("Successful")
    boolean successful;
}
