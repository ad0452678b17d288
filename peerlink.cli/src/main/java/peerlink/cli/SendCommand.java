package peerlink.cli;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import peerlink.api.Bytes;
import peerlink.api.Message;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Sends one message and waits for its acknowledgement, or leaves it in the outbox. */
@Command(
        name = "send",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Send one message. Exits 0 only when the peer has acknowledged it; a peer that is",
            "away is told at once, and nothing is left behind. With --queue, exits 0 when the",
            "message is stored: it goes out later, while a chat or listen of the profile runs.",
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
            "  peerlink send --timeout 60 bob hello",
            "  peerlink send --queue bob \"see you on Monday\""
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

    @Option(
            names = "--queue",
            description = "keep the message if the peer is away, and be content with that")
    boolean queue;

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
        NodeOptions all = options.or(root.options);
        for (String invite : all.invites) {
            Invites.parse(invite);
        }
        Settings settings = Settings.resolve(all, environment);
        Duration time = Duration.ofSeconds(timeout);
        return new Envoy(
                        settings.profile().directory(),
                        () -> Assembly.of(settings, all, environment).sender().purpose("send"),
                        _ -> {})
                .run(new Errand.Send(all, peer, text.decodeUtf8(), time, queue), time)
                .told(environment.err(), environment.terminal());
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
}
