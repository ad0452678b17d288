package peerlink.cli.repl;

import peerlink.api.Peer;

/** Learns which chat the user turns to. The methods must not block. */
interface ChatTurns {
    /** Pays no attention. */
    ChatTurns NONE =
            new ChatTurns() {
                @Override
                public void opened(Peer peer) {}

                @Override
                public void left(Peer peer) {}
            };

    /** Learns that the chat with a peer was opened. */
    void opened(Peer peer);

    /** Learns that the user has left the chat with a peer, for another one or for good. */
    void left(Peer peer);
}
