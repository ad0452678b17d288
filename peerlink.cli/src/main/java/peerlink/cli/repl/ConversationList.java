package peerlink.cli.repl;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import peerlink.api.Peer;
import peerlink.api.PeerId;
import peerlink.core.Node;
import peerlink.core.model.Trust;

/**
 * The conversations of one chat, with the numbers by which keys and commands name them. A number
 * stays a conversation's until that is closed. Safe for use by several threads.
 */
final class ConversationList {
    private final Node node;
    private final UnreadMessages unread;
    private final Drafts.OfChat drafts;
    private final TreeMap<Integer, Peer> numbers = new TreeMap<>(); // this guards it

    /**
     * A conversation with unread messages.
     *
     * @param number the one that keys and commands take
     * @param peer the peer under its present name
     */
    record Unread(int number, Peer peer, int messages) {}

    /** A conversation with its number. */
    record Numbered(int number, Peer peer) {}

    ConversationList(Node node, UnreadMessages unread, Drafts.OfChat drafts) {
        this.node = node;
        this.unread = unread;
        this.drafts = drafts;
    }

    /** Gives the conversation with a peer the smallest free number, and returns the one it has. */
    synchronized int add(Peer peer) {
        int free = 1;
        for (Map.Entry<Integer, Peer> entry : numbers.entrySet()) {
            if (entry.getValue().id().equals(peer.id())) {
                return entry.getKey();
            }
            free += entry.getKey() == free ? 1 : 0;
        }
        numbers.put(free, peer);
        return free;
    }

    /** Takes the conversation with a peer off the list: its number is free. */
    synchronized void remove(PeerId peer) {
        numbers.values().removeIf(known -> known.id().equals(peer));
    }

    /** Returns the conversations with unread messages, that of the oldest message first. */
    List<Unread> unread() {
        List<Unread> all = new ArrayList<>();
        for (UnreadMessages.Waiting waiting : unread.waiting()) {
            Peer peer = node.known(waiting.peer());
            if (node.contacts().trustOf(peer) != Trust.BLOCKED) {
                all.add(new Unread(add(waiting.peer()), peer, waiting.messages()));
            }
        }
        return all;
    }

    /** Returns the numbers of unread messages. */
    Map<PeerId, Integer> unreadByPeer() {
        return unread().stream()
                .collect(Collectors.toMap(one -> one.peer().id(), Unread::messages));
    }

    /** Returns the peers for whom a half-typed line waits. */
    List<Peer> drafts() {
        return drafts.peers().stream().map(node::known).toList();
    }

    /** Returns all conversations, by number. */
    List<Numbered> all() {
        unread(); // gives numbers to those that have none
        drafts.peers().forEach(this::add);
        Map<Integer, Peer> now;
        synchronized (this) {
            now = new TreeMap<>(numbers);
        }
        return now.entrySet().stream()
                .map(entry -> new Numbered(entry.getKey(), node.known(entry.getValue())))
                .toList();
    }

    /** Tells whether the conversation with a peer is on the list. */
    boolean has(PeerId peer) {
        return all().stream().anyMatch(one -> one.peer().id().equals(peer));
    }

    /** Returns the peer of the conversation with a number; null if there is none. */
    @Nullable Peer numbered(int number) {
        return all().stream()
                .filter(one -> one.number() == number)
                .map(Numbered::peer)
                .findFirst()
                .orElse(null);
    }
}
