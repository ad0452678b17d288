package peerlink.cli.rpc;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import peerlink.api.Peer;

/** The client that has made a request, as the methods see it. */
interface RpcCaller {
    /** Returns the node, as all bots share it. */
    BotNode bots();

    /** Returns the peer of the last message: most bots write to one, or answer at once. */
    @Nullable Peer lastPeer();

    void lastPeer(Peer peer);

    /**
     * Lets the client in that shows the token.
     *
     * @throws RpcException if it is another one; the connection ends then
     */
    void admit(String shown) throws RpcException;

    /** Says that the answer to the request being performed may come after those to later ones. */
    void late();

    /** Tells whether the client waits for the answer to the request being performed. */
    boolean isAwaited();

    /** Has the connection look for something to write. */
    void wake();

    /** Adds a subscription, which begins when the request being performed is answered. */
    void subscribe(Subscription subscription);

    /** Returns the connection's subscription behind a cursor; null stands for that without one. */
    Optional<Subscription> subscription(@Nullable String cursor);

    void unsubscribe(Subscription subscription);
}
