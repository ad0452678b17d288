package peerlink.cli.rpc;

import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import peerlink.api.Peer;
import peerlink.api.PeerId;
import peerlink.cli.node.PeerFailures;
import peerlink.cli.node.PeerLookup;
import peerlink.cli.text.ContactLines;
import peerlink.cli.text.LinkReport;
import peerlink.cli.text.PeerRows;
import peerlink.core.Node;
import peerlink.core.model.Contact;
import peerlink.core.model.LastKnown;
import peerlink.core.model.NodeEndedException;

/** The methods about peers, and about this one. */
final class PeerMethods {
    static final List<RpcMethod> ALL =
            List.of(
                    new RpcMethod(
                            "peers",
                            "Lists the peers that the directories report, and those last known if one is silent.",
                            true,
                            true,
                            List.of(),
                            Schemas.object(
                                    "peers", Schemas.list(RpcSchemas.PEER),
                                    "whole", Schemas.FLAG,
                                    "warnings", Schemas.list(Schemas.TEXT)),
                            (_, caller) -> peers(caller.bots())),
                    new RpcMethod(
                            "contacts",
                            "Lists the contacts.",
                            false,
                            true,
                            List.of(),
                            Schemas.object("contacts", Schemas.list(RpcSchemas.CONTACT)),
                            (_, caller) -> contacts(caller.bots().node())),
                    new RpcMethod(
                            "requests",
                            "Lists who would like to write.",
                            false,
                            true,
                            List.of(),
                            Schemas.object("requests", Schemas.list(RpcSchemas.REQUEST)),
                            (_, caller) -> requests(caller.bots().node())),
                    new RpcMethod(
                            "accept",
                            "Lets somebody write who has asked to.",
                            false,
                            true,
                            List.of(RpcParam.peer("peer")),
                            RpcSchemas.CONTACT,
                            PeerMethods::accept),
                    new RpcMethod(
                            "why",
                            "Tells how a peer is connected; opens a link if there is none.",
                            true,
                            true,
                            List.of(RpcParam.peer("peer")),
                            Schemas.OBJECT,
                            PeerMethods::why),
                    new RpcMethod(
                            "status",
                            "Tells who this node is, how it is reached, and what waits: as peerlink status does.",
                            false,
                            true,
                            List.of(),
                            RpcSchemas.STATUS,
                            (_, caller) ->
                                    CompletableFuture.completedFuture(
                                            caller.bots().status().fields())));

    private PeerMethods() {}

    /** Finds a peer, in the directories if need be. Names are looked up each time. */
    static Peer peer(String nameOrId, RpcCaller caller) throws Exception {
        BotNode bots = caller.bots();
        Peer before = caller.lastPeer();
        if (before != null && before.id().text().equals(nameOrId)) {
            return before;
        }
        try {
            Optional<Peer> known = PeerLookup.known(bots.node(), nameOrId);
            Optional<Peer> met = known.isPresent() ? known : bots.writer(nameOrId);
            Peer found =
                    met.isPresent()
                            ? met.get()
                            : PeerLookup.find(bots.node(), nameOrId, bots.options());
            caller.lastPeer(found);
            return found;
        } catch (NodeEndedException e) {
            throw e;
        } catch (Exception e) {
            throw PeerFailures.ofPeer(e, bots.node(), nameOrId, bots.options());
        }
    }

    private static CompletableFuture<Map<String, @Nullable Object>> peers(BotNode bots)
            throws Exception {
        List<String> warnings = new ArrayList<>();
        PeerLookup.Found found = PeerLookup.everyone(bots.node(), bots.options(), warnings::add);
        List<Map<String, Object>> rows = new ArrayList<>();
        found.peers().forEach(peer -> rows.add(PeerRows.fields(peer, true)));
        if (!found.isWhole()) {
            for (LastKnown known : bots.node().lastKnown()) {
                rows.add(PeerRows.fields(known));
            }
        }
        return RpcResult.done("peers", rows, "whole", found.isWhole(), "warnings", warnings);
    }

    private static CompletableFuture<Map<String, @Nullable Object>> contacts(Node node)
            throws IOException {
        node.contacts().refresh();
        Set<PeerId> online = node.online().stream().map(Peer::id).collect(Collectors.toSet());
        return RpcResult.done(
                "contacts",
                node.contacts().all().stream()
                        .map(contact -> contact(contact, online.contains(contact.id())))
                        .toList());
    }

    private static Map<String, @Nullable Object> contact(Contact contact, boolean online) {
        Map<String, @Nullable Object> fields = ContactLines.fields(contact);
        fields.put("online", online);
        return fields;
    }

    private static CompletableFuture<Map<String, @Nullable Object>> requests(Node node) {
        return RpcResult.done("requests", node.requests().stream().map(PeerRows::fields).toList());
    }

    private static CompletableFuture<Map<String, @Nullable Object>> accept(
            RpcParams params, RpcCaller caller) throws IOException {
        Contact accepted = caller.bots().node().contacts().accept(params.given("peer"));
        return CompletableFuture.completedFuture(contact(accepted, true));
    }

    private static CompletableFuture<Map<String, @Nullable Object>> why(
            RpcParams params, RpcCaller caller) throws Exception {
        Node node = caller.bots().node();
        Peer peer = peer(params.given("peer"), caller);
        try {
            node.reach(peer);
        } catch (NodeEndedException e) {
            throw e;
        } catch (IOException e) {
            if (node.lastDial(peer.id()).isEmpty()) {
                throw PeerFailures.ofPeer(e, node, params.given("peer"), caller.bots().options());
            }
            // the report tells why
        }
        return CompletableFuture.completedFuture(
                LinkReport.of(node, node.known(peer), InstantSource.system()).fields());
    }
}
