package peerlink.cli.text;

import static peerlink.cli.text.Line.Tone.WARNING;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import peerlink.api.Address;
import peerlink.api.Peer;
import peerlink.api.PeerId;
import peerlink.cli.program.Hints;
import peerlink.core.model.NodeEvent;

/** Shows what directories tell: who comes and goes, and whether they list the user. */
final class DirectoryLines {
    /** The advice about an identity that runs twice. */
    private static final String ONE_AT_A_TIME =
            """

              one identity in two places loses messages to the wrong one: end one of the two
              a copied profile is the same identity; another --profile has one of its own\
            """;

    private final View view;
    private final ShownTimes times;
    private final ContactLines contacts;
    private final Hints given;
    private final Set<PeerId> here = ConcurrentHashMap.newKeySet();
    private final PresenceBudget budget = new PresenceBudget();
    private final Set<Address> lost = new HashSet<>();
    private volatile boolean presence = true;

    DirectoryLines(View view, ShownTimes times, ContactLines contacts, Hints given) {
        this.view = view;
        this.times = times;
        this.contacts = contacts;
        this.given = given;
    }

    void presence(boolean told) {
        presence = told;
    }

    void present(List<Peer> peers) {
        peers.forEach(peer -> here.add(peer.id()));
    }

    boolean isHere(PeerId peer) {
        return here.contains(peer);
    }

    /** Shows an event of a directory. */
    void accept(NodeEvent event) {
        switch (event) {
            case NodeEvent.PeerAppeared(var peer) -> {
                if (here.add(peer.id())) {
                    presence(peer, " is here");
                }
            }
            case NodeEvent.PeerLeft(var peer) -> {
                if (here.remove(peer.id())) {
                    presence(peer, " has left");
                }
            }
            case NodeEvent.PeersUnlisted(var directory, var peers) -> {
                peers.forEach(peer -> here.remove(peer.id()));
                if (presence) {
                    notice(
                            "%s no longer lists %s, but never said that they left; /peers shows them as last known"
                                    .formatted(named(directory), PeerRows.names(peers)));
                }
            }
            case NodeEvent.RegistryAdded(var registry) ->
                    notice(
                            "the invite's registry %s is used from now on, and is told that you are there"
                                    .formatted(registry.shortForm()));
            case NodeEvent.RegistryNotAdded(var registry, var reason) ->
                    view.show(
                            Line.warning(
                                    "the invite's registry %s: %s"
                                            .formatted(registry.shortForm(), reason)));
            case NodeEvent.DirectoryConnected(var directory) -> {
                if (lost.remove(directory)) {
                    notice(named(directory) + " is back");
                }
            }
            case NodeEvent.DirectoryLost(var directory, var reason) -> {
                if (lost.add(directory)) {
                    notice(
                            "%s is out of reach (%s); trying again"
                                    .formatted(named(directory), reason));
                }
            }
            case NodeEvent.RegistrationRefused refused -> refused(refused);
            case NodeEvent.RegistrationGranted(var directory) ->
                    notice(named(directory) + " lists you now");
            case NodeEvent.RegistrationConflict(var directory, var reason) ->
                    view.show(
                            Line.warning(
                                    "%s lists you, but %s".formatted(named(directory), reason)
                                            + ONE_AT_A_TIME));
            default -> throw new IllegalArgumentException("no event of a directory: " + event);
        }
    }

    private void presence(Peer peer, String change) {
        if (!presence) {
            return;
        }
        switch (budget.take(peer.id(), times.now())) {
            case SHOWN -> notice(peer.name() + change);
            case TOLD_OF ->
                    notice("peers come and go too often to tell each time; /peers lists them");
            case LEFT_OUT -> {}
        }
    }

    private void notice(String text) {
        view.show(Line.dim(Glyphs.NOTICE + " " + text));
    }

    private void refused(NodeEvent.RegistrationRefused refused) {
        String line =
                "%s does not list you: %s".formatted(named(refused.directory()), refused.reason());
        view.show(
                switch (refused.code()) {
                    case "not-allowed" -> Line.warning(line).and(admission());
                    case "superseded" -> Line.warning(line + ONE_AT_A_TIME);
                    case "name-taken" -> Line.warning(line).and(anotherName());
                    default -> Line.warning(line);
                });
    }

    /** Returns the advice by which the peer goes by a name that is free. */
    private Line anotherName() {
        return Line.warning("\n  with another name: ")
                .and(
                        Line.Tone.COMMAND,
                        given.callOnline(
                                contacts.isInChat() ? "--name NAME" : "listen --name NAME"));
    }

    /** Returns the advice by which an operator admits this peer. */
    private Line admission() {
        return Line.warning("\n  ")
                .and(Line.Tone.COMMAND, given.call("id"))
                .and(
                        WARNING,
                        " prints your id\n  if you have a token: start with --registry-token-file FILE");
    }

    /** Returns a directory's name within a sentence. */
    private static String named(Address directory) {
        return isLocalNetwork(directory)
                ? "the local network"
                : "the registry " + directory.shortForm();
    }

    /** Tells whether a directory is the local network, and not a registry. */
    static boolean isLocalNetwork(Address directory) {
        return directory.scheme().equals("lan");
    }
}
