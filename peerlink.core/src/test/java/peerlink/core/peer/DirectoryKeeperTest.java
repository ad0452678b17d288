package peerlink.core.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import peerlink.api.Address;
import peerlink.api.Announcement;
import peerlink.api.Directory;
import peerlink.api.DirectoryEvent;
import peerlink.api.Peer;
import peerlink.api.PeerId;
import peerlink.api.PeerName;
import peerlink.api.Query;
import peerlink.api.RefusedException;
import peerlink.api.Registration;

@Timeout(20)
class DirectoryKeeperTest {
    private static final Address ADDRESS = Address.parse("memory://directory");
    private static final Announcement ANNOUNCEMENT =
            new Announcement(new PeerName("alice"), List.of());

    private final BlockingQueue<DirectoryEvent> told = new LinkedBlockingQueue<>();
    private final BlockingQueue<Peer> claimed = new LinkedBlockingQueue<>();
    private final DirectoryKeeper.Listener listener =
            new DirectoryKeeper.Listener() {
                @Override
                public void told(Address directory, DirectoryEvent event) {
                    told.add(event);
                }

                @Override
                public void claimed(Address directory, Peer peer) {
                    claimed.add(peer);
                }

                @Override
                public void found(List<Peer> peers) {}

                @Override
                public void observed(Address directory, Address seen, Optional<Address> local) {}
            };

    @Test
    void aDirectoryThatThrowsWhenItIsWatchedIsLostAndTriedAgain() throws Exception {
        AtomicBoolean threw = new AtomicBoolean();
        keepsTrying(
                new FakeDirectory() {
                    @Override
                    public Registration watch(Consumer<DirectoryEvent> listener) {
                        throwOnce(threw);
                        return () -> {};
                    }
                });
    }

    @Test
    void aDirectoryThatThrowsWhenOneRegistersIsLostAndTriedAgain() throws Exception {
        AtomicBoolean threw = new AtomicBoolean();
        keepsTrying(
                new FakeDirectory() {
                    @Override
                    public Registration register(Announcement announcement) {
                        throwOnce(threw);
                        return () -> {};
                    }
                });
    }

    @Test
    void aDirectoryThatThrowsWhenItIsAskedIsOneThatDoesNotAnswer() {
        List<Runnable> failures =
                List.of(
                        () -> {
                            throw new IllegalStateException("broken");
                        },
                        () -> {
                            throw new NoClassDefFoundError("broken");
                        },
                        () -> {
                            throw new StackOverflowError("broken");
                        },
                        () -> {
                            throw new AssertionError("broken");
                        });
        for (Runnable failure : failures) {
            try (DirectoryKeeper keeper =
                    new DirectoryKeeper(
                            ADDRESS,
                            new FakeDirectory() {
                                @Override
                                public List<Peer> find(Query query) {
                                    failure.run();
                                    return List.of();
                                }
                            },
                            listener)) {
                assertThrows(IOException.class, () -> keeper.find(new Query.Everyone()));
            }
        }
    }

    @Test
    void aPeerThatOnlyTellsOfItselfIsToldAsAClaim() throws Exception {
        Peer bob = new Peer(PeerId.ofKey(new byte[] {1}), new PeerName("bob"), List.of());
        try (DirectoryKeeper keeper =
                new DirectoryKeeper(
                        ADDRESS,
                        new FakeDirectory() {
                            @Override
                            public boolean isAuthority() {
                                return false;
                            }

                            @Override
                            public Registration watch(Consumer<DirectoryEvent> listener) {
                                listener.accept(new DirectoryEvent.Appeared(bob));
                                listener.accept(new DirectoryEvent.Left(bob.id()));
                                return () -> {};
                            }
                        },
                        listener)) {
            keeper.announce(ANNOUNCEMENT);
            assertEquals(bob, claimed.take());
            assertEquals(new DirectoryEvent.Left(bob.id()), told.take());
        }
    }

    /** Otherwise a directory that is connected would count as lost until it connects again. */
    @Test
    void theLastEventToldIsTheState() throws Exception {
        BlockingQueue<Consumer<DirectoryEvent>> watchers = new LinkedBlockingQueue<>();
        List<DirectoryEvent> heard = Collections.synchronizedList(new ArrayList<>());
        CountDownLatch losing = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        DirectoryKeeper.Listener slow =
                new DirectoryKeeper.Listener() {
                    @Override
                    public void told(Address directory, DirectoryEvent event) {
                        if (event instanceof DirectoryEvent.Disconnected) {
                            losing.countDown();
                            awaitUninterruptibly(release);
                        }
                        heard.add(event);
                    }

                    @Override
                    public void claimed(Address directory, Peer peer) {}

                    @Override
                    public void found(List<Peer> peers) {}

                    @Override
                    public void observed(
                            Address directory, Address seen, Optional<Address> local) {}
                };
        try (DirectoryKeeper keeper =
                new DirectoryKeeper(
                        ADDRESS,
                        new FakeDirectory() {
                            @Override
                            public Registration watch(Consumer<DirectoryEvent> listener) {
                                watchers.add(listener);
                                return () -> {};
                            }
                        },
                        slow)) {
            keeper.announce(ANNOUNCEMENT);
            await(() -> heard.contains(new DirectoryEvent.Connected()));
            heard.clear();
            Consumer<DirectoryEvent> tell = watchers.remove();
            DirectoryEvent lost = new DirectoryEvent.Disconnected("far away");
            Thread losingIt = Thread.ofPlatform().start(() -> tell.accept(lost));
            losing.await();
            Thread findingIt =
                    Thread.ofPlatform().start(() -> tell.accept(new DirectoryEvent.Connected()));
            await(
                    () ->
                            findingIt.getState() == Thread.State.WAITING
                                    || findingIt.getState() == Thread.State.TERMINATED);
            release.countDown();
            losingIt.join();
            findingIt.join();
            assertEquals(List.of(lost, new DirectoryEvent.Connected()), heard);
            assertTrue(keeper.status().connected());
        }
    }

    /** Its pause may be minutes, and a peer that was reached shows that the network is there. */
    @Test
    void aLostDirectoryIsTriedAtOnceWhenAPeerWasReachedButNotAgainAndAgain() throws Exception {
        AtomicInteger hurried = new AtomicInteger();
        BlockingQueue<Consumer<DirectoryEvent>> watchers = new LinkedBlockingQueue<>();
        DirectoryKeeper keeper =
                new DirectoryKeeper(ADDRESS, hurrying(watchers, hurried), listener);
        try (Directories directories = new Directories(List.of(keeper))) {
            directories.announce(ANNOUNCEMENT, ANNOUNCEMENT);
            await(() -> keeper.status().connected());
            directories.reached();
            assertEquals(0, hurried.get(), "it is there");
        }
        DirectoryKeeper lost = new DirectoryKeeper(ADDRESS, hurrying(watchers, hurried), listener);
        try (Directories directories = new Directories(List.of(lost))) {
            directories.announce(ANNOUNCEMENT, ANNOUNCEMENT);
            await(() -> lost.status().connected());
            watchers.remove();
            watchers.remove().accept(new DirectoryEvent.Disconnected("far away"));
            for (int i = 0; i < 5; i++) {
                directories.reached();
            }
            assertEquals(1, hurried.get());
        }
    }

    @Test
    void aDirectoryOnTheInternetIsToldOfOtherAddressesThanOneOfTheHouse() throws Exception {
        Map<String, BlockingQueue<Announcement>> told = new ConcurrentHashMap<>();
        List<DirectoryKeeper> keepers = new ArrayList<>();
        for (String place :
                List.of("198.51.100.9:7777", "registry.example.org:7777", "10.1.2.3:7")) {
            BlockingQueue<Announcement> here = new LinkedBlockingQueue<>();
            told.put(place, here);
            keepers.add(
                    new DirectoryKeeper(
                            Address.parse("registry://" + place),
                            new FakeDirectory() {
                                @Override
                                public Registration register(Announcement announcement) {
                                    here.add(announcement);
                                    return () -> {};
                                }
                            },
                            listener));
        }
        Announcement inside =
                new Announcement(
                        ANNOUNCEMENT.name(), List.of(Address.parse("tls://192.168.1.20:7001")));
        Announcement outside = new Announcement(ANNOUNCEMENT.name(), List.of());
        try (Directories directories = new Directories(keepers)) {
            directories.announce(inside, outside);
            assertEquals(outside, told.get("198.51.100.9:7777").poll(5, TimeUnit.SECONDS));
            assertEquals(outside, told.get("registry.example.org:7777").poll(5, TimeUnit.SECONDS));
            assertEquals(inside, told.get("10.1.2.3:7").poll(5, TimeUnit.SECONDS));
        }
    }

    private static FakeDirectory hurrying(
            BlockingQueue<Consumer<DirectoryEvent>> watchers, AtomicInteger hurried) {
        return new FakeDirectory() {
            @Override
            public Registration watch(Consumer<DirectoryEvent> listener) {
                watchers.add(listener);
                return () -> {};
            }

            @Override
            public void networkChanged() {
                hurried.incrementAndGet();
            }
        };
    }

    /** The number of the request is another each time, which a user need not hear of. */
    @Test
    void aRefusalIsToldOnceUntilItsReasonChangesOrItIsGranted() throws Exception {
        AtomicInteger attempts = new AtomicInteger();
        BlockingQueue<Consumer<DirectoryEvent>> watchers = new LinkedBlockingQueue<>();
        try (DirectoryKeeper keeper =
                new DirectoryKeeper(
                        ADDRESS,
                        new FakeDirectory() {
                            @Override
                            public Registration watch(Consumer<DirectoryEvent> listener) {
                                watchers.add(listener);
                                return () -> {};
                            }

                            @Override
                            public Registration register(Announcement announcement)
                                    throws IOException {
                                int attempt = attempts.incrementAndGet();
                                if (attempt < 3) {
                                    throw new RefusedException(
                                            "not-allowed", "no (request 2." + attempt + ")");
                                }
                                return () -> {};
                            }
                        },
                        listener)) {
            keeper.announce(ANNOUNCEMENT);
            await(() -> attempts.get() == 3 && keeper.status().detail().isEmpty());
            Consumer<DirectoryEvent> tell = watchers.remove();
            assertEquals(new DirectoryEvent.Connected(), told.remove());
            assertEquals(refused("no (request 2.1)"), told.remove());
            assertEquals(
                    new DirectoryEvent.Granted(Optional.empty()), told.poll(5, TimeUnit.SECONDS));

            tell.accept(refused("not any more (request 3.1)"));
            tell.accept(new DirectoryEvent.Disconnected("far away"));
            assertEquals("far away", keeper.status().detail());
            assertEquals("", keeper.status().code());
            tell.accept(new DirectoryEvent.Connected());
            tell.accept(refused("not any more (request 4.1)"));
            assertEquals("not any more (request 4.1)", keeper.status().detail());
            assertEquals("not-allowed", keeper.status().code());
            tell.accept(refused("shut out (request 4.2)"));
            tell.accept(new DirectoryEvent.Granted(Optional.empty()));
            assertEquals("", keeper.status().detail());
            assertEquals(
                    List.of(
                            refused("not any more (request 3.1)"),
                            new DirectoryEvent.Disconnected("far away"),
                            new DirectoryEvent.Connected(),
                            refused("shut out (request 4.2)"),
                            new DirectoryEvent.Granted(Optional.empty())),
                    List.copyOf(told));
        }
    }

    private static DirectoryEvent refused(String reason) {
        return new DirectoryEvent.Refused("not-allowed", reason);
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * The directory decides when to connect again: a guess of ours would overrule the time for
     * which it has asked.
     */
    @Test
    void aNodeThatCouldNotRegisterDoesSoWhenTheDirectoryIsBack() throws Exception {
        AtomicInteger attempts = new AtomicInteger();
        BlockingQueue<Consumer<DirectoryEvent>> watchers = new LinkedBlockingQueue<>();
        try (DirectoryKeeper keeper =
                new DirectoryKeeper(
                        ADDRESS,
                        new FakeDirectory() {
                            @Override
                            public Registration watch(Consumer<DirectoryEvent> listener) {
                                listener.accept(new DirectoryEvent.Disconnected("far away"));
                                watchers.add(listener);
                                return () -> {};
                            }

                            @Override
                            public Registration register(Announcement announcement)
                                    throws IOException {
                                if (attempts.incrementAndGet() < 3) {
                                    throw new IOException("far away");
                                }
                                return () -> {};
                            }
                        },
                        listener)) {
            keeper.announce(ANNOUNCEMENT);
            Consumer<DirectoryEvent> tell = watchers.poll(5, TimeUnit.SECONDS);
            assertEquals(
                    new DirectoryEvent.Disconnected("far away"), told.poll(5, TimeUnit.SECONDS));
            for (int back = 1; back < 3; back++) {
                int before = back;
                await(() -> attempts.get() == before);
                tell.accept(new DirectoryEvent.Connected());
                await(() -> attempts.get() > before);
                tell.accept(new DirectoryEvent.Disconnected("far away"));
            }
            assertEquals(3, attempts.get());
        }
    }

    /** It connects each time, and so there is always a link to try, which helps nothing. */
    @Test
    void aDirectoryThatIsThereAndTakesNoRegistrationIsTriedLessAndLess() throws Exception {
        long pause = 20;
        List<Long> bounds = new CopyOnWriteArrayList<>();
        List<Long> attempts = new CopyOnWriteArrayList<>();
        RandomGenerator steady =
                new RandomGenerator() {
                    @Override
                    public long nextLong() {
                        return pause;
                    }

                    @Override
                    public long nextLong(long origin, long bound) {
                        bounds.add(bound - 1);
                        return pause;
                    }
                };
        BlockingQueue<Consumer<DirectoryEvent>> watchers = new LinkedBlockingQueue<>();
        try (DirectoryKeeper keeper =
                new DirectoryKeeper(
                        ADDRESS,
                        new FakeDirectory() {
                            @Override
                            public Registration watch(Consumer<DirectoryEvent> listener) {
                                watchers.add(listener);
                                return () -> {};
                            }

                            @Override
                            public Registration register(Announcement announcement)
                                    throws IOException {
                                attempts.add(System.nanoTime());
                                watchers.element().accept(new DirectoryEvent.Connected());
                                watchers.element().accept(new DirectoryEvent.Disconnected("gone"));
                                throw new IOException("gone");
                            }
                        },
                        listener,
                        steady)) {
            keeper.announce(ANNOUNCEMENT);
            await(() -> bounds.size() >= 11);
            assertEquals(
                    List.of(
                            1_000L, 2_000L, 4_000L, 8_000L, 16_000L, 32_000L, 64_000L, 128_000L,
                            256_000L, 300_000L, 300_000L),
                    bounds.subList(0, 11));
            for (int i = 1; i < 11; i++) {
                assertTrue(
                        attempts.get(i) - attempts.get(i - 1)
                                >= TimeUnit.MILLISECONDS.toNanos(pause),
                        "it does not pause");
            }
        }
    }

    @Property
    void pausesAreWhatIsAskedForAndALittleMore(
            @ForAll long seed,
            @ForAll @IntRange(max = 1_000_000) int failures,
            @ForAll @LongRange(min = -10, max = 1L << 40) long asked) {
        Duration heeded =
                new RefusedException("busy", "no", Duration.ofMillis(asked))
                        .retryAfter()
                        .orElseThrow();
        Duration pause = DirectoryKeeper.pause(failures, heeded, new Random(seed));

        assertTrue(heeded.compareTo(Duration.ofMinutes(5)) <= 0, "a lie silences nobody for long");
        assertTrue(pause.compareTo(heeded) > 0);
        assertTrue(pause.compareTo(heeded.plus(Duration.ofMinutes(5))) <= 0);
        assertTrue(pause.compareTo(Duration.ofMillis(asked)) > 0 || asked > 300_000);
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < end, "has not come about");
            LockSupport.parkNanos(2_000_000);
        }
    }

    @Test
    void theStatusIsThereWhileTheDirectoryTakesItsTime() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch closed = new CountDownLatch(1);
        DirectoryKeeper keeper =
                new DirectoryKeeper(
                        ADDRESS,
                        new FakeDirectory() {
                            @Override
                            public Registration watch(Consumer<DirectoryEvent> listener) {
                                asked.countDown();
                                boolean released = false;
                                while (!released) {
                                    try {
                                        release.await();
                                        released = true;
                                    } catch (InterruptedException e) {
                                        // as a foreign directory may do
                                    }
                                }
                                return closed::countDown;
                            }
                        },
                        listener);
        keeper.announce(ANNOUNCEMENT);
        asked.await();
        Thread asking = Thread.ofVirtual().start(keeper::status);
        boolean answered = asking.join(Duration.ofSeconds(5));
        if (answered) {
            keeper.close();
        }
        release.countDown();
        assertTrue(answered);
        assertTrue(closed.await(5, TimeUnit.SECONDS), "a watch that comes too late is closed");
    }

    private void keepsTrying(Directory directory) throws InterruptedException {
        try (DirectoryKeeper keeper = new DirectoryKeeper(ADDRESS, directory, listener)) {
            keeper.announce(ANNOUNCEMENT);
            assertEquals(new DirectoryEvent.Disconnected("broken"), told.poll(5, TimeUnit.SECONDS));
            assertFalse(keeper.status().connected());
            assertEquals(new DirectoryEvent.Connected(), told.poll(5, TimeUnit.SECONDS));
            assertTrue(keeper.status().connected());
        }
    }

    private static void throwOnce(AtomicBoolean threw) {
        if (!threw.getAndSet(true)) {
            throw new IllegalStateException("broken");
        }
    }

    private static class FakeDirectory implements Directory {
        @Override
        public Registration register(Announcement announcement) throws IOException {
            return () -> {};
        }

        @Override
        public List<Peer> find(Query query) throws IOException {
            return List.of();
        }

        @Override
        public Registration watch(Consumer<DirectoryEvent> listener) {
            return () -> {};
        }

        @Override
        public void close() {}
    }
}
