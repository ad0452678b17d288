package peerlink.cli.local;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import peerlink.cli.program.CliException;
import peerlink.cli.program.ExitCode;
import peerlink.cli.rpc.RpcService;

/**
 * The parts of the node that the processes of the same user and profile use, and the room for their
 * requests. Safe for use by several threads.
 *
 * @param requests performs the requests
 * @param attaching runs chats on other processes' terminals
 * @param rpc serves bots
 * @param room one permit for each further request
 */
record LocalService(LocalRequests requests, Attaching attaching, RpcService rpc, Semaphore room) {
    /** The largest number of requests, chats and bots at the same time. */
    static final int MOST = 256;

    LocalService(LocalRequests requests, Attaching attaching, RpcService rpc) {
        this(requests, attaching, rpc, new Semaphore(MOST));
    }

    /**
     * The place of a request, or the reason why it has none.
     *
     * @param refusal the answer to a request without a place
     */
    record Place(Optional<Semaphore> room, Optional<Outcome> refusal) implements AutoCloseable {
        @Override
        public void close() {
            room.ifPresent(Semaphore::release);
        }
    }

    /**
     * Takes a place for a request. One that looks or ends the node needs none: with them the user
     * finds out what the others are, and gets rid of them.
     */
    Place place(LocalRequest request) {
        if (request instanceof LocalRequest.Status || request instanceof LocalRequest.Stop) {
            return new Place(Optional.empty(), Optional.empty());
        }
        if (room.tryAcquire()) {
            return new Place(Optional.of(room), Optional.empty());
        }
        return new Place(
                Optional.empty(),
                Optional.of(
                        Outcome.failed(
                                new CliException(
                                        ExitCode.ERROR,
                                        "the profile's node has %d requests to do, as many as there may be: this one was not begun"
                                                .formatted(MOST),
                                        request.given().call("status")))));
    }

    /** Serves a bot for as long as it is connected, if there is a place. */
    void converse(byte[] begun, SocketChannel channel) throws IOException, InterruptedException {
        if (!room.tryAcquire()) {
            rpc.refuse(channel);
            return;
        }
        try {
            rpc.serve(begun, channel, channel, Optional.empty());
        } finally {
            room.release();
        }
    }
}
