package peerlink.cli.rpc;

import static peerlink.cli.rpc.RpcParam.number;
import static peerlink.cli.rpc.RpcParam.text;

import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import peerlink.api.Bytes;
import peerlink.api.Delivery;
import peerlink.api.Message;
import peerlink.api.Peer;
import peerlink.api.PeerId;
import peerlink.cli.node.PeerFailures;
import peerlink.cli.node.PeerLookup;
import peerlink.cli.text.ContactLines;
import peerlink.cli.text.LinkReport;
import peerlink.cli.text.OutboxRow;
import peerlink.cli.text.PeerRows;
import peerlink.cli.text.SentMessage;
import peerlink.core.KeyedMessage;
import peerlink.core.Node;
import peerlink.core.model.Contact;
import peerlink.core.model.LastKnown;
import peerlink.core.model.NodeEndedException;

/**
 * The methods about peers and the messages to them.
 *
 * <p>The file is longer than most, as it has each method about peers and messages, with its
 * parameters.
 */
final class PeerMethods {
    private static final int DEFAULT_TIMEOUT = 10_000;
    private static final int LONGEST_TIMEOUT = 86_400_000;

    static final List<RpcMethod> ALL =
            List.of(
                    new RpcMethod(
                            "send",
                            "Sends a message; the answer comes when it is on disk, or with wait, delivered.",
                            false,
                            true,
                            List.of(
                                    RpcParam.peer("to"),
                                    text("text", "the text, 64 KiB of UTF-8 at most")
                                            .upTo(Message.MAX_TEXT),
                                    text("type", "the media type of content").upTo(255),
                                    text("content", "base64, in the place of text")
                                            .upTo(RpcParser.MOST_BYTES),
                                    text(
                                                    "key",
                                                    "sends once, however often it is asked within 7 days")
                                            .upTo(128),
                                    text("wait", "default: stored")
                                            .among(List.of("stored", "delivered")),
                                    number(
                                            "timeoutMillis",
                                            LONGEST_TIMEOUT,
                                            "the longest wait for the peer, default 10000; then it is queued")),
                            Schemas.object(
                                    "messageId", Schemas.TEXT,
                                    "to", Schemas.TEXT,
                                    "name", Schemas.TEXT,
                                    "state", Schemas.TEXT,
                                    "reason?", Schemas.TEXT),
                            PeerMethods::send),
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
                            "outbox",
                            "Lists the messages that wait for their peers.",
                            false,
                            true,
                            List.of(),
                            Schemas.object("messages", Schemas.list(RpcSchemas.WAITING)),
                            (_, caller) -> outbox(caller.bots().node())),
                    new RpcMethod(
                            "outcome",
                            "Tells what became of the message that was sent with a key in the last 7 days.",
                            false,
                            true,
                            List.of(text("key", "of send").required().upTo(128)),
                            Schemas.object(
                                    "state",
                                    Schemas.TEXT,
                                    "messageId?",
                                    Schemas.TEXT,
                                    "reason?",
                                    Schemas.TEXT),
                            PeerMethods::outcome),
                    new RpcMethod(
                            "cancel",
                            "Takes a message back that waits.",
                            false,
                            true,
                            List.of(text("messageId", "of send, or of outbox").required().upTo(64)),
                            Schemas.object("wasSent", Schemas.FLAG),
                            PeerMethods::cancel),
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

    private static CompletableFuture<Map<String, @Nullable Object>> send(
            RpcParams params, RpcCaller caller) throws Exception {
        String type = params.text("type").orElse(Message.TEXT);
        Bytes content = content(params);
        BotNode bots = caller.bots();
        Peer peer = peer(params.given("to"), caller);
        Optional<String> key = params.text("key");
        Delivery delivery;
        if (key.isPresent()) {
            KeyedMessage keyed = bots.node().send(peer, type, content, key.get());
            Optional<Delivery> waits =
                    keyed.delivery().isPresent()
                            ? keyed.delivery()
                            : bots.node().outbox().delivery(keyed.id());
            if (waits.isEmpty()) {
                return CompletableFuture.completedFuture(
                        outcome(
                                SentMessage.of(keyed.id(), peer, true).fields(),
                                ended(bots.node(), key.get(), keyed).failure()));
            }
            delivery = waits.get();
        } else {
            delivery = bots.node().conversation(peer).send(type, content);
        }
        bots.sent(delivery, peer);
        CompletableFuture<Void> stored = delivery.stored().toCompletableFuture();
        if (!params.text("wait").orElse("").equals("delivered")) {
            return stored.thenApply(_ -> sent(delivery.message().id(), peer, false));
        }
        caller.late();
        return stored.thenCompose(
                        _ ->
                                delivery.acknowledged()
                                        .toCompletableFuture()
                                        .copy()
                                        .orTimeout(
                                                params.number("timeoutMillis")
                                                        .orElse(DEFAULT_TIMEOUT),
                                                TimeUnit.MILLISECONDS))
                .handle(
                        (_, failure) -> {
                            if (failure == null) {
                                return CompletableFuture.completedFuture(
                                        sent(delivery.message().id(), peer, true));
                            }
                            return isTimeout(failure)
                                    ? CompletableFuture.completedFuture(
                                            sent(delivery.message().id(), peer, false))
                                    : CompletableFuture.<Map<String, @Nullable Object>>failedFuture(
                                            failure);
                        })
                .thenCompose(result -> result);
    }

    /** Puts the failure of a message that was given up into the place of its delivery. */
    private static Map<String, @Nullable Object> outcome(
            Map<String, @Nullable Object> delivered, String failure) {
        if (!failure.isEmpty()) {
            delivered.put("state", "failed");
            delivered.put("reason", failure);
        }
        return delivered;
    }

    /** Tells what has become of the message with a key. */
    private static CompletableFuture<Map<String, @Nullable Object>> outcome(
            RpcParams params, RpcCaller caller) throws IOException {
        Node node = caller.bots().node();
        Optional<KeyedMessage> known = node.sent(params.given("key"));
        if (known.isEmpty()) {
            return RpcResult.done("state", "unknown");
        }
        KeyedMessage keyed = known.get();
        boolean isWaiting = node.outbox().delivery(keyed.id()).isPresent();
        return CompletableFuture.completedFuture(
                outcome(
                        RpcResult.map(
                                "state",
                                isWaiting ? "queued" : "delivered",
                                "messageId",
                                keyed.id()),
                        isWaiting ? "" : ended(node, params.given("key"), keyed).failure()));
    }

    /**
     * Returns a message as it is known now that it does not wait any more: it may have been given
     * up since it was looked up, and must not pass for delivered.
     */
    private static KeyedMessage ended(Node node, String key, KeyedMessage before)
            throws IOException {
        return node.sent(key).orElse(before);
    }

    private static boolean isTimeout(Throwable failure) {
        return failure instanceof TimeoutException
                || failure.getCause() instanceof TimeoutException;
    }

    private static Map<String, @Nullable Object> sent(
            String messageId, Peer peer, boolean isDelivered) {
        return SentMessage.of(messageId, peer, isDelivered).fields();
    }

    private static Bytes content(RpcParams params) throws RpcException {
        Optional<String> text = params.text("text");
        Optional<String> content = params.text("content");
        if (text.isPresent() == content.isPresent()) {
            throw RpcParams.invalid("either text or content must be given, not both");
        }
        if (text.isPresent()) {
            return Bytes.utf8(text.get());
        }
        if (params.text("type").isEmpty()) {
            throw RpcParams.invalid("content needs a type, such as application/json");
        }
        try {
            return Bytes.wrap(Base64.getDecoder().decode(content.get()));
        } catch (IllegalArgumentException e) {
            throw RpcParams.invalid("'content' must be base64");
        }
    }

    /** Finds a peer, in the directories if need be. Names are looked up each time. */
    private static Peer peer(String nameOrId, RpcCaller caller) throws Exception {
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

    private static CompletableFuture<Map<String, @Nullable Object>> outbox(Node node)
            throws IOException {
        return RpcResult.done(
                "messages", OutboxRow.all(node).stream().map(OutboxRow::fields).toList());
    }

    private static CompletableFuture<Map<String, @Nullable Object>> cancel(
            RpcParams params, RpcCaller caller) throws IOException {
        return RpcResult.done(
                "wasSent",
                caller.bots().node().outbox().cancel(params.given("messageId")).isSent());
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
