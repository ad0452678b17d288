package peerlink.cli;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import peerlink.api.Bytes;
import peerlink.api.IdentityMismatchException;
import peerlink.api.Message;
import peerlink.api.Peer;
import peerlink.api.PeerUnavailableException;
import peerlink.api.RefusedException;
import peerlink.api.UntrustedPeerException;
import peerlink.core.Invite;
import peerlink.core.Node;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Sends one message and waits for its acknowledgement. */
@Command(
        name = "send",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Send one message. Exits 0 only when the peer has acknowledged it.",
            "The text - stands for the standard input, at most 64 KiB of it."
        },
        synopsisHeading = "usage: ",
        descriptionHeading = "%n",
        parameterListHeading = "%n",
        optionListHeading = "%noptions:%n",
        footerHeading = "%nexamples:%n",
        footer = {
            "  peerlink send bob \"build green\"",
            "  date | peerlink send bob -",
            "  peerlink send --timeout 60 bob hello"
        })
final class SendCommand implements Callable<Integer> {
    private final Environment environment;

    @ParentCommand PeerLinkCommand root;

    @Parameters(index = "0", paramLabel = "PEER", description = "a name, or a peer's id")
    String peer = "";

    @Parameters(
            index = "1..*",
            arity = "1..*",
            paramLabel = "TEXT",
            description = "what to send; several words make one message")
    List<String> words = new ArrayList<>();

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            defaultValue = "10",
            description = "how long to wait for the acknowledgement (default: ${DEFAULT-VALUE})")
    int timeout;

    @Mixin NodeOptions options = new NodeOptions();

    SendCommand(Environment environment) {
        this.environment = environment;
        this.root = new PeerLinkCommand(environment);
    }

    @Override
    public Integer call() throws Exception {
        if (timeout < 1 || timeout > 86_400) {
            throw new CliException(
                    ExitCode.USAGE,
                    "not a timeout: " + timeout + " (1 to 86400 seconds)",
                    ProgramName.call("send --timeout 10 " + peer + " hello"));
        }
        Bytes text = text();
        List<Invite> invites = new ArrayList<>();
        for (String invite : options.or(root.options).invites) {
            invites.add(Invites.parse(invite));
        }
        Assembly assembly = Assembly.of(options.or(root.options), environment);
        try (Node node = assembly.visitor().start();
                ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> sending =
                    executor.submit(
                            () -> {
                                send(node, invites, text);
                                return null;
                            });
            try {
                sending.get(timeout, TimeUnit.SECONDS);
            } catch (TimeoutException e) {
                sending.cancel(true);
                throw new CliException(
                        ExitCode.PEER_UNAVAILABLE,
                        "%s did not acknowledge the message within %d s".formatted(peer, timeout),
                        ProgramName.call("peers"));
            } catch (ExecutionException e) {
                throw failure(e.getCause());
            }
        }
        if (environment.terminal()) {
            environment.err().println("delivered to " + peer);
        }
        return ExitCode.OK;
    }

    private void send(Node node, List<Invite> invites, Bytes text)
            throws IOException, InterruptedException {
        for (Invite invite : invites) {
            node.connect(invite);
        }
        Peer found = find(node);
        node.conversation(found).send(Message.TEXT, text).await(Duration.ofSeconds(timeout));
    }

    private Peer find(Node node) throws IOException {
        try {
            return node.find(peer);
        } catch (PeerUnavailableException | UntrustedPeerException | IdentityMismatchException e) {
            throw e;
        } catch (IOException e) {
            throw new RegistriesUnreachable(e);
        }
    }

    private Exception failure(@Nullable Throwable failure) {
        return switch (failure) {
            case RegistriesUnreachable unreachable -> explained(unreachable.reason());
            case PeerUnavailableException e ->
                    new CliException(
                            ExitCode.PEER_UNAVAILABLE,
                            Failures.message(e),
                            ProgramName.call("peers"));
            case RefusedException e ->
                    new CliException(
                            ExitCode.PEER_UNAVAILABLE,
                            Failures.message(e),
                            "%s prints your code, by which %s can tell you from others"
                                    .formatted(ProgramName.call("id"), peer));
            case UntrustedPeerException e ->
                    new CliException(
                            ExitCode.UNTRUSTED,
                            Failures.message(e),
                            "open the chat with peerlink, and see /contacts");
            case Exception e -> e;
            case null, default -> new IllegalStateException(failure);
        };
    }

    /** Says why no registry answered: one with another key is worse than none. */
    private static CliException explained(IOException reason) {
        for (Throwable cause = reason; cause != null; cause = cause.getCause()) {
            if (cause instanceof IdentityMismatchException mismatch) {
                return Assembly.anotherRegistry("a registry", mismatch);
            }
        }
        return Assembly.unreachable(reason);
    }

    private Bytes text() throws CliException, IOException {
        if (!words.equals(List.of("-"))) {
            return checked(Bytes.utf8(String.join(" ", words)));
        }
        byte[] input = environment.in().readNBytes(Message.MAX_TEXT + 1);
        int length = input.length;
        if (length > 0 && length <= Message.MAX_TEXT && input[length - 1] == '\n') {
            length--; // the line's end, not a part of the message
        }
        return checked(Bytes.copyOf(input, 0, length));
    }

    private static Bytes checked(Bytes text) throws CliException {
        if (text.size() == 0) {
            throw new CliException(
                    ExitCode.USAGE,
                    "nothing to send: the text is empty",
                    ProgramName.call("send bob hello"));
        }
        if (text.size() > Message.MAX_TEXT) {
            throw new CliException(
                    ExitCode.ERROR,
                    "text too long: more than %d bytes of UTF-8".formatted(Message.MAX_TEXT),
                    "send it as a file: /send in the chat");
        }
        try {
            text.decodeUtf8();
            return text;
        } catch (CharacterCodingException e) {
            throw new CliException(
                    ExitCode.ERROR,
                    "the text is not UTF-8",
                    "send it as a file: /send in the chat");
        }
    }

    /** Nobody could be asked for the peer. */
    private static final class RegistriesUnreachable extends IOException {
        private static final long serialVersionUID = 1L;

        private final IOException reason;

        RegistriesUnreachable(IOException reason) {
            super(reason);
            this.reason = reason;
        }

        IOException reason() {
            return reason;
        }
    }
}
