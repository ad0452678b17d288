package peerlink.plugin.files;

import java.util.Map;
import peerlink.api.Peer;
import peerlink.api.PeerName;
import peerlink.plugin.files.basis.Wording;
import peerlink.plugin.files.source.SourceTree;

/** Words one transfer to a peer for the user and for programs. Safe for use by several threads. */
final class OutgoingNotices {
    private final TransferContext context;
    private final int number;
    private final Peer peer;
    private final SourceTree tree;

    OutgoingNotices(TransferContext context, int number, Peer peer, SourceTree tree) {
        this.context = context;
        this.number = number;
        this.peer = peer;
        this.tree = tree;
    }

    private PeerName peerName() {
        return context.nameOf(peer);
    }

    /** Returns the transfer for people, such as {@code report.pdf to bob}. */
    String subject() {
        return tree.title() + " to " + peerName();
    }

    private String amount() {
        return Wording.amount(tree.manifest().files(), tree.manifest().size());
    }

    /** Returns the line of a list of transfers. */
    String describe(OutgoingStanding now) {
        return "%d  %s (%s), %s".formatted(number, subject(), amount(), progress(now));
    }

    /** Returns the progress for people. */
    String progress(OutgoingStanding now) {
        if (!now.isConnected()) {
            return "waits for " + peerName();
        }
        Pace pace = now.pace();
        return pace == null ? "waiting for an answer" : pace.text();
    }

    /** Begins to show the progress. */
    Shown begin(long wanted, long have) {
        return Shown.begin(context, number, subject(), wanted, have);
    }

    /** Returns the transfer for programs. */
    Map<String, Object> fields(OutgoingStanding now) {
        Map<String, Object> fields =
                Transfer.fields(
                        number, "outgoing", peer, peerName(), tree.title(), tree.manifest().size());
        fields.put("files", tree.manifest().files());
        fields.put("state", state(now));
        Pace pace = now.pace();
        if (pace != null) {
            fields.put("done", pace.done());
            fields.put("rate", pace.rate());
        }
        return fields;
    }

    private static String state(OutgoingStanding now) {
        if (now.hasEnded()) {
            return "ended";
        }
        if (!now.isConnected()) {
            return "waiting";
        }
        return now.pace() == null ? "offered" : "sending";
    }

    /** Shows that nothing goes for now. */
    void paused(String reason, Map<String, Object> fields) {
        fields.put("reason", reason);
        context.plugin()
                .show(
                        "%s waits: %s; it goes on when %s is back"
                                .formatted(subject(), reason, peerName()),
                        "file-paused",
                        fields);
    }

    /** Tells of the end: {@code notice} for people, empty if they know it already. */
    void ended(Fate fate, String notice, Map<String, Object> fields) {
        if (!fate.isDone()) {
            fields.put("reason", fate.text());
        }
        context.plugin().alert(notice, fate.isDone() ? "file-sent" : "file-failed", fields);
    }

    /** Returns the end of a transfer that its receiver has. */
    Fate received(Omissions omissions) {
        return omissions
                .reasonForNothing()
                .map(reason -> new Fate(false, given(reason + ", and is not sent: send it again")))
                .orElseGet(() -> received(omissions.text()));
    }

    /** Returns the end of a transfer that its receiver has, without something perhaps. */
    Fate received(String without) {
        return new Fate(
                true,
                "%s has received %s (%s)%s".formatted(peerName(), tree.title(), amount(), without));
    }

    /** Returns the line about a receiver that has stopped. */
    String refusal(boolean wasAccepted, String reason) {
        if (wasAccepted) {
            return "%s has given up %s: %s".formatted(peerName(), tree.title(), reason);
        }
        return "%s refused %s".formatted(peerName(), tree.title())
                + (reason.isEmpty() ? "" : ": " + reason);
    }

    /** Returns the line about a transfer that has failed. */
    String failure(String reason) {
        return "%s failed: %s".formatted(subject(), reason);
    }

    /** Returns the line about a transfer that this side has ended. */
    String given(String reason) {
        return "%s: %s".formatted(subject(), reason);
    }
}
