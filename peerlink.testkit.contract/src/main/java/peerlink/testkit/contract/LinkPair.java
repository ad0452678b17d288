package peerlink.testkit.contract;

import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import peerlink.api.Address;
import peerlink.api.Link;
import peerlink.api.LinkInfo;
import peerlink.api.LinkInfo.Origin;
import peerlink.api.PeerId;

/**
 * Holds the two ends of a link inside this process, for tests of code that speaks on a link.
 *
 * @param one the end of the peer that opened it
 * @param other the end of the peer that accepted it
 * @param violations the rules that one side broke, as the other one reports; grows
 */
public record LinkPair(Link one, Link other, List<String> violations) implements AutoCloseable {
    private static final Address ONE = Address.parse("loopback://one:1");
    private static final Address OTHER = Address.parse("loopback://other:2");

    /** Makes a link that one peer has opened to another one. */
    public static LinkPair of(PeerId one, PeerId other) {
        LoopbackPipe there = new LoopbackPipe(() -> 0);
        LoopbackPipe back = new LoopbackPipe(() -> 0);
        List<String> violations = new CopyOnWriteArrayList<>();
        LinkInfo near = info(other, ONE, OTHER, Origin.DIALLED);
        LinkInfo far = info(one, OTHER, ONE, Origin.ACCEPTED);
        return new LinkPair(
                new LoopbackLink(one, near, back, there, violations::add, _ -> {}),
                new LoopbackLink(other, far, there, back, violations::add, _ -> {}),
                violations);
    }

    private static LinkInfo info(PeerId remote, Address here, Address there, Origin origin) {
        return new LinkInfo(
                remote,
                here,
                there,
                origin,
                "loopback",
                "none",
                "none",
                "none",
                InstantSource.system().instant());
    }

    @Override
    public void close() {
        one.close();
        other.close();
    }
}
