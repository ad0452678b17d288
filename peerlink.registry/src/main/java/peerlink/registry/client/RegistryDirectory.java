package peerlink.registry.client;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import peerlink.api.Address;
import peerlink.api.Announcement;
import peerlink.api.Bytes;
import peerlink.api.Directory;
import peerlink.api.DirectoryEvent;
import peerlink.api.DirectoryProbe;
import peerlink.api.Identity;
import peerlink.api.Peer;
import peerlink.api.PeerId;
import peerlink.api.PeerName;
import peerlink.api.Printable;
import peerlink.api.Query;
import peerlink.api.RefusedException;
import peerlink.api.Registration;
import peerlink.registry.protocol.Answer;
import peerlink.registry.protocol.RelayFrame;
import peerlink.registry.protocol.Request;
import peerlink.registry.store.ErrorCode;

/**
 * Talks to one registry as its client.
 *
 * <p>The file is longer than most, as {@link Directory} has that many methods; each is one
 * request.
 */
final class RegistryDirectory implements Directory {
    private static final System.Logger LOG = System.getLogger(RegistryDirectory.class.getName());

    private static final Duration CALL = Duration.ofSeconds(10);

    /** The time for a sign of life after the network has changed. */
    private static final Duration PROOF = Duration.ofSeconds(2);

    private static final Duration GOODBYE = Duration.ofMillis(1_500);

    /** The codes of a server that passes on no signals at all. */
    private static final Set<String> PASSES_NONE =
            Set.of(ErrorCode.UNKNOWN_REQUEST.word(), ErrorCode.NOT_ALLOWED.word());

    private final Address registry;
    private final InstantSource clock;
    private final Connector connector;
    private final LinkKeeper keeper;
    private final OwnRegistration lease;
    private final RecordCheck check;
    private final DirectoryWatch watch;
    private final AtomicBoolean isClosed = new AtomicBoolean();

    /** The link whose server passes on no signals, and its word for it. */
    private volatile @Nullable RegistryLink silent;

    private volatile @Nullable RefusedException passesNone;

    /**
     * @param label the name of the registry in messages, such as {@code the registry at
     *     127.0.0.1:7777}
     * @param registry the address that the links lead to
     */
    RegistryDirectory(
            String label,
            Address registry,
            Connector connector,
            Identity identity,
            DirectoryOptions options) {
        this.registry = registry;
        this.clock = options.clock();
        RandomGenerator random = options.random();
        this.connector = connector;
        this.check = new RecordCheck(label, options.clock(), options.newest());
        this.watch = new DirectoryWatch(check, random);
        this.lease =
                new OwnRegistration(
                        new RecordSigner(identity),
                        server -> options.token().map(token -> token.proof(server, identity.id())),
                        watch::registration,
                        options.clock(),
                        random);
        this.keeper =
                new LinkKeeper(
                        label,
                        connector,
                        new Tending(),
                        options.backoff(),
                        options.patience(),
                        random,
                        System::nanoTime);
    }

    @Override
    public Registration register(Announcement announcement) throws IOException {
        OwnLease announced = call((link, deadline) -> lease.announce(link, announcement, deadline));
        keeper.wake();
        return () ->
                withdraw(deadline -> lease.withdraw(announced, keeper.currentIfOpen(), deadline));
    }

    @Override
    public List<Peer> find(Query query) throws IOException {
        return call(
                (link, deadline) ->
                        switch (query) {
                            case Query.ById(PeerId id) ->
                                    ask(
                                            link,
                                            new Request.LookupId(id),
                                            deadline,
                                            peer -> peer.id().equals(id));
                            case Query.ByName(PeerName name) ->
                                    ask(
                                            link,
                                            new Request.LookupName(name),
                                            deadline,
                                            peer -> peer.name().equals(name));
                            case Query.ByPrefix(String prefix) ->
                                    ask(
                                            link,
                                            new Request.Prefix(prefix),
                                            deadline,
                                            peer -> peer.name().text().startsWith(prefix));
                            case Query.Everyone() -> everyone(link, deadline);
                        });
    }

    @Override
    public Registration watch(Consumer<DirectoryEvent> listener) {
        Registration registration = watch.add(listener);
        keeper.wake();
        return registration;
    }

    /**
     * {@inheritDoc} A server that passes on none is not asked again on the same link: it may be an
     * old one.
     */
    @Override
    public void signal(PeerId peer, Bytes data) throws IOException {
        call(
                (link, deadline) -> {
                    RefusedException before = passesNone;
                    if (before != null && silent == link) {
                        throw before;
                    }
                    try {
                        link.requestDone(new Request.Signal(peer, data), deadline.require());
                        return true;
                    } catch (RefusedException e) {
                        if (PASSES_NONE.contains(e.code())) {
                            passesNone = e;
                            silent = link;
                        }
                        throw e;
                    }
                });
    }

    @Override
    public List<Address> relays() {
        return lease.relay().flatMap(id -> RelayFrame.place(registry, id)).stream().toList();
    }

    @Override
    public Optional<Address> pinned() {
        return connector
                .proved()
                .map(id -> "registry://" + registry.hostAndPort() + "/" + id)
                // a host may be so long that no address has room for the id as well
                .filter(text -> text.length() <= Address.MAX_LENGTH)
                .map(Address::parse);
    }

    @Override
    public Optional<DirectoryProbe> probe(int port) throws IOException {
        return Optional.of(
                call(
                        (link, deadline) ->
                                OwnProbe.ask(
                                        link,
                                        port,
                                        deadline.require(),
                                        clock,
                                        () -> lease.offered(link.registry()))));
    }

    @Override
    public void networkChanged() {
        RegistryLink link = keeper.hurry();
        if (link != null) {
            Thread.ofVirtual().name("peerlink directory-prober").start(() -> prove(link));
        }
    }

    private static void prove(RegistryLink link) {
        try {
            if (link.isFromLostAddress()) {
                link.close(new IOException("this machine has lost the address of the link"));
                return;
            }
            link.requestDone(new Request.Ping(), PROOF);
        } catch (RefusedException e) {
            LOG.log(System.Logger.Level.DEBUG, "a ping was declined: the link is alive");
        } catch (IOException e) {
            // a request without an answer has closed the link
            LOG.log(System.Logger.Level.DEBUG, "not there any more: {0}", Printable.reason(e));
        }
    }

    @Override
    public void close() {
        if (isClosed.compareAndSet(false, true)) {
            withdraw(deadline -> lease.end(keeper.currentIfOpen(), deadline));
            watch.close();
            keeper.close();
            connector.close();
        }
    }

    private interface Call<T> {
        T on(RegistryLink link, RequestDeadline deadline) throws IOException;
    }

    private interface Goodbye {
        void by(RequestDeadline deadline) throws IOException;
    }

    private <T> T call(Call<T> call) throws IOException {
        RequestDeadline deadline = RequestDeadline.in(CALL);
        RegistryLink link = keeper.await(deadline);
        try {
            return call.on(link, deadline);
        } catch (RefusedException e) {
            throw e;
        } catch (IOException e) {
            if (link.isOpen()) {
                throw e;
            }
            // the link may have been dead for long without our knowing: a new one may do
            LOG.log(
                    System.Logger.Level.DEBUG,
                    "asking again on a new link: {0}",
                    Printable.reason(e));
            return call.on(keeper.await(deadline), deadline);
        }
    }

    private static void withdraw(Goodbye goodbye) {
        try {
            goodbye.by(RequestDeadline.in(GOODBYE));
        } catch (IOException e) {
            // the lease runs out by itself
            LOG.log(System.Logger.Level.DEBUG, "could not deregister: {0}", Printable.reason(e));
        }
    }

    private List<Peer> ask(
            RegistryLink link, Request request, RequestDeadline deadline, Predicate<Peer> expected)
            throws IOException {
        RecordCheck.CheckedAnswer answer = check.answer(expected);
        List<Peer> peers =
                answer.believed(Pages.records(link, request, deadline.require()).records());
        answer.end();
        return List.copyOf(peers);
    }

    private List<Peer> everyone(RegistryLink link, RequestDeadline deadline) throws IOException {
        var peers = new ArrayList<Peer>();
        Pages.read(link, check, deadline, peers::addAll);
        return List.copyOf(peers);
    }

    /** Does the keeper's work on the link. */
    private final class Tending implements LinkKeeper.Owner {
        private static final Duration PING = Duration.ofSeconds(60);

        private @Nullable RegistryLink pinged;
        private RequestDeadline pingDue = RequestDeadline.in(PING);

        @Override
        public boolean isWanted() {
            return lease.isHeld() || watch.isWanted();
        }

        @Override
        public void connected() {
            watch.connected();
        }

        @Override
        public Duration tend(RegistryLink link) throws IOException {
            Duration untilRenewal = lease.tend(link);
            Duration untilWatch = watch.tend(link, lease.isAnnouncedOn(link));
            if (pinged != link) {
                pinged = link;
                // also at once, if nothing else was asked: else nobody knows whether the server is
                // there
                pingDue = RequestDeadline.in(link.hasAnswered() ? PING : Duration.ZERO);
            }
            if (!pingDue.left().isPositive()) {
                if (isWanted()) {
                    link.requestDone(new Request.Ping(), Duration.ofSeconds(5));
                }
                pingDue = RequestDeadline.in(PING);
            }
            return Collections.min(List.of(untilRenewal, untilWatch, pingDue.left()));
        }

        @Override
        public void changed(Answer notice) {
            switch (notice) {
                case Answer.Superseded() -> {
                    lease.doubt();
                    keeper.wake();
                }
                case Answer.Conflict(String observed) -> lease.contested(observed);
                case Answer.Signal(PeerId from, String observed, Bytes data) ->
                        watch.signalled(
                                new DirectoryEvent.Signalled(
                                        from, RegistrationEvents.address(observed), data));
                case Answer.Resync resync -> {
                    watch.changed(resync);
                    keeper.wake();
                }
                default -> watch.changed(notice);
            }
        }

        @Override
        public void lost(String reason) {
            watch.lost(reason);
        }
    }
}
