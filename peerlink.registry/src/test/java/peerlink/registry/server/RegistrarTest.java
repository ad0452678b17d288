package peerlink.registry.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import peerlink.api.Address;
import peerlink.api.Announcement;
import peerlink.api.Identity;
import peerlink.api.PeerName;
import peerlink.registry.access.Verdict;
import peerlink.registry.admin.RegistryMetrics;
import peerlink.registry.client.RecordSigner;
import peerlink.registry.protocol.Answer;
import peerlink.registry.protocol.Request;
import peerlink.registry.store.ErrorCode;
import peerlink.registry.store.embedded.EmbeddedStore;
import peerlink.testkit.contract.TestIdentities;

final class RegistrarTest {
    private static final Identity ALICE = TestIdentities.ed25519("alice");
    private static final InstantSource CLOCK = InstantSource.system();

    private static Request.Register registration(int port) {
        var announcement =
                new Announcement(
                        new PeerName("alice"), List.of(Address.parse("tls://127.0.0.1:" + port)));
        return new Request.Register(
                new RecordSigner(ALICE).present(announcement, port, CLOCK.millis()),
                Optional.empty());
    }

    private static Registrar registrar() throws IOException {
        RegistryOptions options = RegistryOptions.defaults();
        return new Registrar(
                options,
                TestIdentities.p256("operator").id(),
                _ -> Verdict.ADMITTED,
                _ -> false,
                Openness.PUBLIC,
                EmbeddedStore.inMemory(options.store(), CLOCK),
                new Prober(false, () -> 0),
                new RegistryMetrics(CLOCK));
    }

    /** Its answer must not be that the other process is gone: it would take its place. */
    @Test
    void aProcessThatAsksAsSoonAsItIsSupersededHearsOfTheOther() throws Exception {
        Registrar registrar = registrar();
        AtomicReference<Caller> first = new AtomicReference<>();
        List<Answer> answers = new ArrayList<>();
        first.set(
                registrar.caller(
                        ALICE.id(),
                        "tls://127.0.0.1:1",
                        _ -> answers.add(registrar.answer(first.get(), new Request.Renew())),
                        _ -> {}));
        registrar.answer(first.get(), registration(7001));
        Caller second = registrar.caller(ALICE.id(), "tls://127.0.0.1:2", _ -> {}, _ -> {});

        assertInstanceOf(Answer.Leased.class, registrar.answer(second, registration(7002)));
        assertEquals(
                List.of(ErrorCode.SUPERSEDED.word()),
                answers.stream()
                        .map(answer -> assertInstanceOf(Answer.Failure.class, answer).code())
                        .toList());
        registrar.close();
    }
}
