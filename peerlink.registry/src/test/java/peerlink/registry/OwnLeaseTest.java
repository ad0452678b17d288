package peerlink.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import peerlink.api.Identity;
import peerlink.api.Link;
import peerlink.api.Listener;
import peerlink.api.contract.TestIdentities;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class OwnLeaseTest {
    private static final Identity OPERATOR = TestIdentities.ed25519("registry");
    private static final Identity ALICE = TestIdentities.ed25519("alice");

    private final BlockingQueue<Request> requests = new LinkedBlockingQueue<>();
    private final CountDownLatch renewalMayBeAnswered = new CountDownLatch(1);

    /** Grants leases that are due for renewal at once, and takes its time with the renewals. */
    private void serve(Link link) throws IOException {
        while (true) {
            Fields fields = Cbor.map(link.receive(), Limits.MAX_REQUEST);
            Request request = Request.decode(fields);
            requests.add(request);
            if (request instanceof Request.Renew) {
                try {
                    renewalMayBeAnswered.await();
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
            }
            link.send(Reply.encode(Request.number(fields), new Reply.Leased(100, 10, "")));
        }
    }

    @Test
    void registrationWithdrawnWhileARenewalHangsIsNotRenewedAgain() throws Exception {
        try (Listener listener =
                Nodes.network(OPERATOR)
                        .listen(Nodes.ANY_PORT, Map.of(Limits.PROTOCOL, this::serve))) {
            var link =
                    new RegistryLink(
                            Nodes.network(ALICE).open(listener.address(), Limits.PROTOCOL, null),
                            changes -> {},
                            reason -> {});
            link.start();
            var lease = new OwnLease(new RecordSigner(ALICE), InstantSource.system(), new Random());
            OwnLease.Announced announced =
                    lease.announce(
                            link, Nodes.announcement("alice"), Deadline.in(Duration.ofSeconds(10)));
            assertInstanceOf(Request.Register.class, requests.poll(20, TimeUnit.SECONDS));
            CompletableFuture<Void> hanging =
                    CompletableFuture.runAsync(() -> tendUntilRenewed(lease, link));
            assertInstanceOf(Request.Renew.class, requests.poll(20, TimeUnit.SECONDS));

            assertThrows(
                    IOException.class,
                    () -> lease.withdraw(announced, link, Deadline.in(Duration.ofMillis(50))));
            assertFalse(lease.isHeld());
            renewalMayBeAnswered.countDown();
            hanging.get(20, TimeUnit.SECONDS);
            assertTrue(lease.tend(link).compareTo(Duration.ofSeconds(10)) > 0, "nothing is due");
            assertEquals(0, requests.size());
            link.close(new IOException("the end"));
        }
    }

    private void tendUntilRenewed(OwnLease lease, RegistryLink link) {
        try {
            while (renewalMayBeAnswered.getCount() > 0) {
                lease.tend(link);
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
