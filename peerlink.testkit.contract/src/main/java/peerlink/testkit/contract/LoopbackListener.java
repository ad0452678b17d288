package peerlink.testkit.contract;

import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import peerlink.api.Address;
import peerlink.api.Identity;
import peerlink.api.LinkHandler;
import peerlink.api.LinkPolicy;
import peerlink.api.Listener;

/** Serves the links that reach one in-memory address. */
final class LoopbackListener implements Listener {
    private final Address address;
    private final Identity identity;
    private final LinkPolicy policy;
    private final LinkHandler onLink;
    private final Consumer<LoopbackListener> onClose;
    private final Set<LoopbackLink> links = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    LoopbackListener(
            Address address,
            Identity identity,
            LinkPolicy policy,
            LinkHandler onLink,
            Consumer<LoopbackListener> onClose) {
        this.address = address;
        this.identity = identity;
        this.policy = policy;
        this.onLink = onLink;
        this.onClose = onClose;
    }

    @Override
    public Address address() {
        return address;
    }

    Identity identity() {
        return identity;
    }

    /** Serves a link, unless there are as many as the policy allows. */
    synchronized boolean accept(LoopbackLink link) {
        if (links.size() >= policy.accepted()) {
            return false;
        }
        links.add(link);
        if (closed) {
            link.close();
        }
        Thread.ofVirtual().name("loopback-" + address.hostAndPort()).start(() -> serve(link));
        return true;
    }

    private void serve(LoopbackLink link) {
        try (link) {
            onLink.handle(link);
        } catch (IOException | RuntimeException e) {
            System.getLogger(LoopbackListener.class.getName())
                    .log(System.Logger.Level.DEBUG, "link failed", e);
        } finally {
            links.remove(link);
        }
    }

    @Override
    public void close() {
        closed = true;
        onClose.accept(this);
        links.forEach(LoopbackLink::close);
    }
}
