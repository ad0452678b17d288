package peerlink.core.link;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.lang.module.ModuleDescriptor;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import peerlink.api.Link;
import peerlink.api.LinkHandler;
import peerlink.api.PeerName;
import peerlink.api.Printable;
import peerlink.api.Protocol;
import peerlink.api.ProtocolViolationException;
import peerlink.api.RefusedException;

/**
 * Says hello on links, and answers it (docs/protocol.md). Runs on the threads of those who open and
 * accept them. Safe for use by several threads.
 */
final class HelloExchange {
    /** The time for which either side waits for the other's hello. */
    static final Duration TIMEOUT = Duration.ofSeconds(10);

    private static final System.Logger LOG = System.getLogger(HelloExchange.class.getName());
    private static final BrokenRules BROKEN = new BrokenRules();
    private static final String HELLO = "hello";
    private static final String AGENT = agent(HelloExchange.class.getModule().getDescriptor());

    private final PeerName name;
    private final Duration timeout;

    /**
     * @param name the name in each hello
     */
    HelloExchange(PeerName name, Duration timeout) {
        this.name = name;
        this.timeout = timeout;
    }

    /** Says hello on a link, as {@link ProtocolNetwork#agree} tells. */
    AgreedLink agree(Link link, Protocol protocol, boolean oneWay) throws IOException {
        boolean agreed = false;
        try {
            link.send(new Hello.Greeting(protocol, name, oneWay, AGENT).encode());
            AgreedLink result =
                    switch (receiveHello(link)) {
                        case Hello.Acceptance answer ->
                                agreed(link, protocol, answer.name(), false);
                        case Hello.Refusal refusal ->
                                throw new RefusedException(refusal.code(), refusal.message());
                        case Hello.Greeting _ ->
                                throw new ProtocolViolationException(
                                        "the other side said hello instead of answering one");
                    };
            agreed = true;
            return result;
        } catch (ProtocolViolationException e) {
            BROKEN.report(link.info(), HELLO, e);
            throw e;
        } finally {
            if (!agreed) {
                link.close();
            }
        }
    }

    /** Waits for a hello, as {@link ProtocolNetwork#accept} tells. */
    void accept(Link link, LinkAcceptor reception) throws IOException {
        Hello hello;
        try {
            hello = receiveHello(link);
        } catch (ProtocolViolationException e) {
            refuseMalformed(link, e);
            return;
        }
        if (!(hello instanceof Hello.Greeting greeting)) {
            refuseMalformed(link, new ProtocolViolationException("a link begins with a hello"));
            return;
        }
        try {
            reception.admit(link.info(), greeting.protocol());
        } catch (RefusedException e) {
            refuse(link, new Hello.Refusal(e.code(), String.valueOf(e.getMessage()), List.of()));
            return;
        }
        LinkHandler handler = reception.handler(greeting.protocol());
        if (handler == null) {
            refuse(link, unknown(greeting.protocol(), reception.protocols()));
            return;
        }
        link.send(new Hello.Acceptance(name, AGENT).encode());
        AgreedLink agreed = agreed(link, greeting.protocol(), greeting.name(), greeting.oneWay());
        try {
            handler.handle(agreed);
        } catch (ProtocolViolationException e) {
            agreed.reportViolation(e);
            throw e;
        }
    }

    private static AgreedLink agreed(
            Link link, Protocol protocol, PeerName remoteName, boolean oneWay) {
        return new AgreedLink(
                link,
                remoteName,
                oneWay,
                violation -> {
                    link.reportViolation(violation);
                    BROKEN.report(link.info(), protocol.toString(), violation);
                });
    }

    private static void refuseMalformed(Link link, ProtocolViolationException violation)
            throws IOException {
        BROKEN.report(link.info(), HELLO, violation);
        refuse(link, new Hello.Refusal("malformed", Printable.reason(violation), List.of()));
    }

    private static Hello.Refusal unknown(Protocol wanted, Collection<Protocol> served) {
        String list =
                served.stream().map(Protocol::toString).sorted().collect(Collectors.joining(", "));
        return new Hello.Refusal(
                "unknown-protocol",
                "unknown protocol %s (%s)"
                        .formatted(wanted, list.isEmpty() ? "there is none" : list),
                List.copyOf(served));
    }

    private static void refuse(Link link, Hello.Refusal refusal) throws IOException {
        LOG.log(
                Level.DEBUG,
                () ->
                        "refused a link of %s: %s, %s"
                                .formatted(
                                        link.info().remote().shortForm(),
                                        refusal.code(),
                                        refusal.message()));
        link.send(refusal.encode());
        link.close();
    }

    private Hello receiveHello(Link link) throws IOException {
        AtomicBoolean expired = new AtomicBoolean();
        // only closing wakes a reader, and it may wait for a stuck peer: not on a thread of the
        // pool
        ScheduledFuture<?> deadline =
                ForkJoinPool.commonPool()
                        .schedule(
                                () -> {
                                    expired.set(true);
                                    Thread.ofVirtual()
                                            .name("peerlink hello-closer")
                                            .start(link::close);
                                },
                                timeout.toMillis(),
                                TimeUnit.MILLISECONDS);
        try {
            return Hello.decode(link.receive());
        } catch (ProtocolViolationException e) {
            throw e;
        } catch (IOException e) {
            if (expired.get()) {
                String late = "no hello within " + timeout.toMillis() + " ms";
                BROKEN.report(link.info(), HELLO, new ProtocolViolationException(late));
                throw new IOException(late, e);
            }
            throw e;
        } finally {
            deadline.cancel(false);
        }
    }

    /** Returns the program's name, with its version if it has one: on a class path it has none. */
    static String agent(@Nullable ModuleDescriptor module) {
        return Stream.ofNullable(module)
                .flatMap(descriptor -> descriptor.rawVersion().stream())
                .findFirst()
                .map(version -> "peerlink/" + version)
                .orElse("peerlink");
    }
}
