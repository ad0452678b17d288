package peerlink.plugin.files;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import peerlink.api.CommandException;
import peerlink.api.Peer;
import peerlink.api.PeerName;
import peerlink.plugin.files.basis.Wording;

/**
 * Tells the user, programs and a shell that waits of one transfer from a peer. Safe for use by
 * several threads.
 */
final class IncomingNotices {
    /** So many paths of saved files are told to programs. */
    private static final int MAX_PATHS = 100;

    private final TransferContext context;
    private final int number;
    private final Peer peer;
    private final String title;
    private final int files;
    private final long size;
    private final CompletableFuture<Fate> fate = new CompletableFuture<>();

    /** The last reason to wait, with what had come by then. */
    private volatile String lastPause = "";

    /** The names at the top of the saved files; none before they are saved. */
    private volatile List<Path> saved = List.of();

    /**
     * @param title names what comes, safe to show
     * @param size the bytes of all files
     */
    IncomingNotices(
            TransferContext context, int number, Peer peer, String title, int files, long size) {
        this.context = context;
        this.number = number;
        this.peer = peer;
        this.title = title;
        this.files = files;
        this.size = size;
    }

    private PeerName peerName() {
        return context.nameOf(peer);
    }

    /** Returns the transfer for people, such as {@code report.pdf from bob}. */
    String subject() {
        return title + " from " + peerName();
    }

    /** Returns the offer for a question, such as {@code report.pdf from bob (1.2 MB)}. */
    String offer() {
        return "%s (%s)".formatted(subject(), amount());
    }

    private String amount() {
        return Wording.amount(files, size);
    }

    /** Returns the line of a list of transfers. */
    String describe(IncomingStanding now) {
        String state =
                switch (now.stage()) {
                    case OFFERED ->
                            (now.isLinked() ? "offered" : "offered by a peer that is away")
                                    + ": /receive %1$d or /refuse %1$d".formatted(number);
                    case FINISHING -> "being saved";
                    case ENDED -> "on its way";
                    case RECEIVING ->
                            now.isLinked() && now.pace() == null ? "on its way" : progress(now);
                };
        return "%d  %s, %s".formatted(number, offer(), state);
    }

    /** Returns the progress for people. */
    String progress(IncomingStanding now) {
        Pace pace = now.pace();
        return pace == null || !now.isLinked() ? "waits for " + peerName() : pace.text();
    }

    /**
     * Begins to show the progress.
     *
     * @param wanted the bytes of all
     * @param have the bytes that are there already
     */
    Shown begin(long wanted, long have) {
        return Shown.begin(context, number, subject(), wanted, have);
    }

    /** Returns the transfer for programs. */
    Map<String, Object> fields(IncomingStanding now) {
        Map<String, Object> fields =
                Transfer.fields(number, "incoming", peer, peerName(), title, size);
        fields.put("files", files);
        fields.put(
                "state",
                now.stage() == IncomingStage.RECEIVING && !now.isLinked()
                        ? "waiting"
                        : now.stage().name().toLowerCase(Locale.ROOT));
        Pace pace = now.pace();
        if (pace != null) {
            fields.put("done", pace.done());
            fields.put("rate", pace.rate());
        }
        if (!saved.isEmpty()) {
            fields.put("path", saved.getFirst().toString());
            fields.put("paths", saved.stream().map(Path::toString).limit(MAX_PATHS).toList());
        }
        return fields;
    }

    /** Shows the offer, with the commands that answer it. */
    void offered(IncomingStanding now, boolean hasMarks) {
        String marks = hasMarks ? ", dates with " + SendWords.PRESERVE : "";
        show(
                "%s offers %s (%s%s): /receive %5$d or /refuse %5$d"
                        .formatted(peerName(), title, amount(), marks, number),
                "file-offered",
                now);
    }

    /** Tells programs that the user has accepted. */
    void taken(IncomingStanding now) {
        show("", "file-taken", now);
    }

    /** Shows that nothing comes for now; once, as long as that brings nothing new. */
    void paused(String reason, long have, IncomingStanding now) {
        String told = reason + have;
        if (told.equals(lastPause)) {
            // the sender has tried again, in vain: no news
            return;
        }
        lastPause = told;
        Map<String, Object> fields = fields(now);
        fields.put("reason", reason);
        context.plugin()
                .show(
                        "%s waits: %s; it goes on when %s is back"
                                .formatted(subject(), reason, peerName()),
                        "file-paused",
                        fields);
    }

    /** Shows that the user can't stop it any more. */
    void beingSaved() {
        context.plugin().show(subject() + " has come and is being saved");
    }

    /** Shows that a part of it could not be removed. */
    void partLeft(IOException e) {
        context.plugin().show("could not remove a part of " + title + ": " + Wording.reason(e));
    }

    /**
     * Tells that all is saved.
     *
     * @param paths what lies at the top
     * @param left the number of files that the sender has left out
     */
    void saved(List<Path> paths, int left, IncomingStanding now) {
        saved = List.copyOf(paths);
        String text =
                (paths.size() == 1
                                ? "%s is saved: %s".formatted(subject(), paths.getFirst())
                                : "%s are saved in %s"
                                        .formatted(subject(), paths.getFirst().getParent()))
                        + (left > 0 ? ", without %d that the sender left out".formatted(left) : "");
        Map<String, Object> fields = fields(now);
        fields.put("left", left);
        context.plugin().alert(text, "file-saved", fields);
        fate.complete(new Fate(true, text));
    }

    /** Tells that the transfer has ended, at the user's wish. */
    void refused(IncomingStanding now) {
        ended("refused " + subject(), "", now);
    }

    /** Tells that the transfer has ended, at the user's wish. */
    void stopped(IncomingStanding now) {
        failed("stopped " + subject(), now);
    }

    /** Tells that the sender has given it up. */
    void givenUp(String reason, IncomingStanding now) {
        failed("%s has given up %s: %s".formatted(peerName(), title, reason), now);
    }

    /** Tells that the sender has taken the offer back. */
    void withdrawn(IncomingStanding now) {
        failed("%s has withdrawn %s".formatted(peerName(), title), now);
    }

    /** Tells that the transfer has failed. */
    void broken(String reason, IncomingStanding now) {
        failed("%s failed: %s".formatted(subject(), reason), now);
    }

    /** Tells that the transfer has ended without its files. */
    void failed(String reason, IncomingStanding now) {
        ended(reason, reason, now);
    }

    private void ended(String reason, String notice, IncomingStanding now) {
        Map<String, Object> fields = fields(now);
        fields.put("reason", reason);
        context.plugin().alert(notice, "file-failed", fields);
        fate.complete(new Fate(false, reason));
    }

    /**
     * Tells a shell that waits, and nobody else, that the plugin ends.
     *
     * @param outlook what becomes of the transfer; empty if nothing does
     */
    void abandoned(String outlook) {
        fate.complete(new Fate(false, subject() + ": the plugin has ended" + outlook));
    }

    /** Returns the error for an answer that comes too late. */
    CommandException noLongerOffered() {
        return new CommandException("file " + number + " is no longer offered", "/files");
    }

    boolean isOver() {
        return fate.isDone();
    }

    /** Waits until the transfer has ended. */
    Fate awaitEnd() throws InterruptedException {
        try {
            return fate.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private void show(String notice, String event, IncomingStanding now) {
        context.plugin().show(notice, event, fields(now));
    }
}
