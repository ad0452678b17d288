package peerlink.cli.text;

import static peerlink.cli.text.Line.Tone.DIM;
import static peerlink.cli.text.Line.Tone.PEER;
import static peerlink.cli.text.Line.Tone.PLAIN;
import static peerlink.cli.text.Line.Tone.WARNING;

import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import peerlink.api.Address;
import peerlink.api.Peer;
import peerlink.api.PeerId;
import peerlink.api.PeerName;
import peerlink.api.Printable;
import peerlink.cli.program.Hints;
import peerlink.core.model.ContactRequest;
import peerlink.core.model.NodeEvent;
import peerlink.core.model.PluginStatus;
import peerlink.core.model.Trust;

/**
 * Shows the node's events to the user. The node calls it with one event at a time. For a message it
 * returns only when the line is written, since the node keeps the message no longer then.
 *
 * <p>The file is longer than most, as each kind of event has its line here, and they are to sound
 * alike. {@link DirectoryLines} has those of directories.
 */
public final class EventLines implements Consumer<NodeEvent> {
    private final View view;
    private final ShownTimes times;
    private final ContactLines contacts;
    private final Hints given;
    private final DirectoryLines directories;
    private final ShownMessages shown = new ShownMessages();

    /** Shows events in the chat. */
    public EventLines(View view, ShownTimes times) {
        this(view, times, ContactLines.inChat(), Hints.NONE);
    }

    /**
     * @param contacts makes commands that work where the events are shown
     * @param given the options that name the profile, for hints
     */
    public EventLines(View view, ShownTimes times, ContactLines contacts, Hints given) {
        this.view = view;
        this.times = times;
        this.contacts = contacts;
        this.given = given;
        this.directories = new DirectoryLines(view, times, contacts, given);
    }

    /** Returns what makes the commands in hints. */
    public Hints given() {
        return given;
    }

    /** Sets whether the coming and going of peers is shown. */
    public void presence(boolean told) {
        directories.presence(told);
    }

    /** Notes peers that are there already, which is no news. Any thread may call. */
    public void present(List<Peer> peers) {
        directories.present(peers);
    }

    /** Tells whether a directory tells that a peer is there. Any thread may call. */
    public boolean isHere(PeerId peer) {
        return directories.isHere(peer);
    }

    /**
     * Returns the time now, as it stands before each message, with a blank behind it; empty if no
     * times are shown. Shows a line with the date first if the day has changed since the last
     * message. Never waits.
     */
    public String time() {
        newDay();
        return times.before();
    }

    private void newDay() {
        times.newDay().ifPresent(day -> view.post(Line.dim(sign(day))));
    }

    /** Returns what formats the times. */
    public ShownTimes times() {
        return times;
    }

    /** Returns the time now, by the clock of the times that are shown. */
    public Instant now() {
        return times.now();
    }

    @Override
    public void accept(NodeEvent event) {
        switch (event) {
            case NodeEvent.PeerAppeared _,
                    NodeEvent.PeerLeft _,
                    NodeEvent.PeersUnlisted _,
                    NodeEvent.RegistryAdded _,
                    NodeEvent.RegistryNotAdded _,
                    NodeEvent.DirectoryConnected _,
                    NodeEvent.DirectoryLost _,
                    NodeEvent.RegistrationRefused _,
                    NodeEvent.RegistrationGranted _,
                    NodeEvent.RegistrationConflict _ ->
                    directories.accept(event);
            case NodeEvent.LastKnownLost(var reason) ->
                    notice("whom registries listed before is not known: " + reason);
            case NodeEvent.MessageArrived arrived -> message(arrived);
            case NodeEvent.MessageDelivered(var message, var peer) ->
                    view.show(
                            Line.dim(
                                    "%s delivered to %s: %s"
                                            .formatted(
                                                    Glyphs.DELIVERED,
                                                    peer.name(),
                                                    Printable.preview(message.text()))));
            case NodeEvent.MessageFailed(var message, var peer, var reason) ->
                    view.show(
                            Line.warning(
                                    "%s not delivered to %s: %s (%s)"
                                            .formatted(
                                                    Glyphs.FAILED,
                                                    peer.name(),
                                                    Printable.preview(message.text()),
                                                    reason)));
            case NodeEvent.StoreFailed(var reason) ->
                    view.show(Line.warning("no message can be kept now: " + reason));
            case NodeEvent.JournalFull(var cursor) ->
                    view.show(
                            Line.warning(
                                    "no new message is taken: %,d wait for the reader '%s', which does not take them (peers keep theirs)"
                                            .formatted(cursor.waiting(), cursor.name())));
            case NodeEvent.JournalHasRoom() -> notice("new messages are taken again");
            case NodeEvent.ContactsUnreadable(var reason) ->
                    view.show(
                            Line.warning(
                                    "the contacts can't be read again; those read before hold: "
                                            + reason));
            case NodeEvent.RequestArrived(var request) -> request(request);
            case NodeEvent.MessageUnhandled(var message, var peer) ->
                    notice(
                            "%s sent something of the type %s, which no plugin here understands"
                                    .formatted(peer.name(), Printable.excerpt(message.type())));
            case NodeEvent.ListeningEnded(var address, var reason) ->
                    view.show(Line.warning("not listening at %s: %s".formatted(address, reason)));
            case NodeEvent.ListeningResumed(var address) ->
                    notice("listening at %s again".formatted(address));
            case NodeEvent.ContactsChanged() -> {
                // the prompt follows
            }
            case NodeEvent.IdentityChanged changed ->
                    view.show(Line.warning(contacts.changed(changed)));
            case NodeEvent.NameClaimed claimed ->
                    view.show(Line.warning(contacts.claimed(claimed)));
            case NodeEvent.AnotherKeyAnswered answered ->
                    view.show(Line.warning(contacts.answered(answered)));
            case NodeEvent.LinkOpened _, NodeEvent.LinkClosed _ -> {
                // the screen shows the peers; /why shows links
            }
            case NodeEvent.Notice(var plugin, var text, var _, var _, var _) -> {
                if (!text.isEmpty()) {
                    view.show(Line.dim("[" + plugin + "] ").and(PLAIN, text));
                }
            }
            case NodeEvent.PluginSent(var plugin, var message, var peer) -> {
                if (message.isText()) {
                    view.show(
                            Line.dim(
                                    "[%s] to %s: %s"
                                            .formatted(
                                                    plugin,
                                                    peer.name(),
                                                    Printable.preview(message.text()))));
                }
            }
            case NodeEvent.ProgressChanged progress -> progress(progress);
            case NodeEvent.StatusChanged(var plugin, var item, var text, var gone) -> {
                if (gone) {
                    view.statusEnded(item);
                } else {
                    view.status(item, "[" + plugin + "] " + text);
                }
            }
            case NodeEvent.PluginSettingsUnreadable(var reason) ->
                    view.show(
                            Line.warning(
                                    "the settings of plugins can't be read again; those read before hold: "
                                            + reason));
            case NodeEvent.PluginChanged(var plugin) -> plugin(plugin);
            case NodeEvent.PluginFailed(var plugin, var reason) -> failed(plugin, reason);
        }
    }

    private void failed(String plugin, String reason) {
        Line line = Line.warning("the plugin %s failed: %s".formatted(plugin, reason));
        // these two say what to do, and a name that two plugins have is the good one's too
        boolean saysWhatToDo = reason.startsWith("set aside") || reason.startsWith("the name '");
        view.show(
                saysWhatToDo
                        ? line
                        : line.and(WARNING, "; without it: ")
                                .and(Line.Tone.COMMAND, contacts.plugins("disable " + plugin)));
    }

    private void plugin(PluginStatus plugin) {
        String allow = contacts.plugins("allow " + plugin.name());
        if (!plugin.state().isWaiting()) {
            notice(PluginRows.sentence(plugin));
        } else if (contacts.isInChat()) {
            view.show(Line.warning(PluginRows.introduced(plugin, allow)));
        } else {
            view.show(Line.warning(PluginRows.skipped(plugin, allow)));
        }
    }

    private void notice(String text) {
        view.show(Line.dim(sign(text)));
    }

    /** Returns a notice with the sign before it. */
    public static String sign(String notice) {
        return Glyphs.NOTICE + " " + notice;
    }

    private void message(NodeEvent.MessageArrived arrived) {
        if (arrived.shown().isEmpty() && !arrived.message().isText()) {
            return; // the handler itself shows such messages
        }
        newDay();
        earlier(arrived);
    }

    /**
     * Shows a message that came before, as one that comes now is shown. Returns when it is written.
     */
    public void earlier(NodeEvent.MessageArrived arrived) {
        Instant at = arrived.receivedAt();
        shown.add(
                new ShownMessages.Shown(
                        arrived.peer().id(), false, writer(arrived).text(), at, arrived.shown()));
        Line line =
                Line.dim(times.before(at))
                        .and(arrived.peer().id(), writer(arrived).text())
                        .and(WARNING, mark(arrived))
                        .and(DIM, again(arrived))
                        .and(DIM, times.waited(arrived.message(), at));
        view.print(line.and(PLAIN, ":").and(PLAIN, said(arrived.shown())));
    }

    /**
     * Shows that a message has come which waits until its chat is opened.
     *
     * @param unread the unread messages of its peer
     * @param isWhole whether the line has the beginning of the text
     */
    public void unread(NodeEvent.MessageArrived arrived, int unread, boolean isWhole) {
        String who = sign(writer(arrived) + mark(arrived));
        view.show(
                isWhole
                        ? Line.dim(
                                "%s (%d unread): %s"
                                        .formatted(who, unread, Printable.preview(arrived.shown())))
                        : Line.dim(who + " has written: ")
                                .and(
                                        Line.Tone.COMMAND,
                                        contacts.command("chat " + ChatWord.of(arrived.peer())))
                                .and(DIM, ", or Alt-A"));
    }

    private void request(ContactRequest request) {
        view.print(
                Line.of(request.isNameTaken() ? WARNING : PEER, requester(request))
                        .and(
                                DIM,
                                " would like to write to you%s:"
                                        .formatted(
                                                times.waited(
                                                        request.message(), request.receivedAt())))
                        .and(PLAIN, "\n      " + indented(request.message().text()))
                        .and(
                                DIM,
                                """

                                  /accept %1$s  lets it write to you
                                  /block %1$s   refuses it from now on\
                                """
                                        .formatted(request.name())));
    }

    /** Returns the name and id of a request's peer, so that it can't pass for another one. */
    static String requester(ContactRequest request) {
        String code = request.from().shortForm();
        return request.isNameTaken()
                ? "somebody who calls itself %s, as another one does (key %s)"
                        .formatted(request.claimed(), code)
                : "%s (key %s)".formatted(request.claimed(), code);
    }

    /**
     * Returns the name to show for the writer, with {@link #mark} behind it. It may belong to
     * another peer.
     */
    static PeerName writer(NodeEvent.MessageArrived arrived) {
        return arrived.trust() == Trust.CHANGED ? arrived.claimed() : arrived.peer().name();
    }

    /**
     * Returns the mark behind the writer's name: empty, unless the name that the writer claims
     * belongs to another key.
     */
    static String mark(NodeEvent.MessageArrived arrived) {
        Peer peer = arrived.peer();
        if (arrived.trust() == Trust.CHANGED) {
            return " (another key: " + peer.id().shortForm() + ")";
        }
        boolean madeFromId = peer.name().text().startsWith(peer.id().shortForm().replace(" ", ""));
        return madeFromId && !peer.name().equals(arrived.claimed())
                ? " (calls itself " + arrived.claimed() + ")"
                : "";
    }

    /** Returns the mark behind the name if the user may have seen the message before. */
    static String again(NodeEvent.MessageArrived arrived) {
        return arrived.redelivered() ? " (perhaps again)" : "";
    }

    /**
     * Returns a message's text as it stands behind the colon. One of several rows begins in a row
     * of its own, so that pasted code keeps its shape.
     */
    public static String said(String text) {
        String indented = indented(text);
        return indented.indexOf('\n') < 0 ? " " + indented : "\n      " + indented;
    }

    /** Returns the writer and the reader of a message of the user's own. */
    public static String direction(PeerName self, PeerName to) {
        return self + Glyphs.ARROW + to;
    }

    /** Returns the messages that were shown last. */
    public ShownMessages shownMessages() {
        return shown;
    }

    /**
     * Indents all rows but the first, so that no text can pass for another peer's message, and
     * replaces the text's tabs by blanks.
     */
    public static String indented(String text) {
        return Columns.expanded(text).stripTrailing().replace("\n", "\n      ");
    }

    private void progress(NodeEvent.ProgressChanged progress) {
        if (progress.finished()) {
            view.progressEnded(progress.task());
        } else {
            view.progress(progress.task(), ProgressText.of(progress));
        }
    }

    /** Tells whether a directory is the local network, and not a registry. */
    public static boolean isLocalNetwork(Address directory) {
        return DirectoryLines.isLocalNetwork(directory);
    }
}
