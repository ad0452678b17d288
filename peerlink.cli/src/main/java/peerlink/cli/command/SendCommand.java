package peerlink.cli.command;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import peerlink.api.Bytes;
import peerlink.api.Message;
import peerlink.api.Printable;
import peerlink.cli.local.LocalClient;
import peerlink.cli.local.LocalRequest;
import peerlink.cli.local.PluginExit;
import peerlink.cli.local.RequestOutput;
import peerlink.cli.node.Invites;
import peerlink.cli.node.NodeAssembly;
import peerlink.cli.node.NodeOptions;
import peerlink.cli.node.ProgramSettings;
import peerlink.cli.program.CliException;
import peerlink.cli.program.Environment;
import peerlink.cli.program.ExitCode;
import peerlink.cli.program.ProgramName;
import peerlink.cli.program.ShellWords;
import peerlink.cli.program.Typed;
import peerlink.core.NodeBuilder;
import peerlink.core.model.NodeEvent;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Sends one message and waits for its acknowledgement, or leaves it in the outbox. */
@Command(
        name = "send",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Send one message.",
            "Exits 0 only when the peer has acknowledged it; a peer that is away is told at",
            "once, and nothing is left behind. With --queue, exits 0 when the message is stored:",
            "it goes out later, while a chat or listen of the profile runs.",
            "The text - stands for the standard input, at most 64 KiB of it. All behind -- is text,",
            "as it is, so a script that sends somebody's words says: send -- bob \"$words\""
        },
        synopsisHeading = "usage: ",
        descriptionHeading = "%n",
        parameterListHeading = "%n",
        optionListHeading = "%noptions:%n",
        footerHeading = "%nexamples:%n",
        footer = {
            "  peerlink send bob \"build green\"",
            "  date | peerlink send bob -",
            "  peerlink send bob -- \"--dry-run is gone\"",
            "  peerlink send --timeout 60 bob hello",
            "  peerlink send --queue bob \"see you on Monday\""
        })
public final class SendCommand extends OnePeerCommand {
    /**
     * The form of an option. Anything else that begins with a hyphen, such as an item of a list or
     * a number, is no mistyped option but text.
     */
    private static final Pattern OPTION =
            Pattern.compile("-[A-Za-z]|--[A-Za-z][A-Za-z0-9-]*(=.*)?", Pattern.DOTALL);

    @Spec @Nullable CommandSpec spec;

    @Parameters(
            index = "1..*",
            arity = "1..*",
            paramLabel = "TEXT",
            description =
                    "what to send; several words make one message, and - is the standard input")
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

    @Option(
            names = "--json",
            description = "print a JSON object: delivered or queued, and the message's id")
    boolean json;

    @Mixin NodeOptions options = new NodeOptions();

    SendCommand(Environment environment) {
        super(environment);
    }

    @Override
    public Integer call() throws Exception {
        if (timeout < 1 || timeout > 86_400) {
            throw new CliException(
                    ExitCode.USAGE,
                    "not a timeout: " + timeout + " (1 to 86400 seconds)",
                    environment.typed().with("--timeout", "10"));
        }
        NodeOptions all = given(options);
        Bytes text = text(all);
        for (String invite : all.invites) {
            Invites.parse(invite);
        }
        ProgramSettings settings = ProgramSettings.resolve(all, environment);
        Duration time = Duration.ofSeconds(timeout);
        return new LocalClient(
                        settings.profile().directory(),
                        () -> builder(settings, all),
                        json
                                ? RequestOutput.of(this::print, this::waiting)
                                : RequestOutput.of(this::waiting, this::waiting))
                .run(new LocalRequest.Send(all, peer, text.decodeUtf8(), time, queue, json), time)
                .told(environment.err(), environment.terminal());
    }

    private NodeBuilder builder(ProgramSettings settings, NodeOptions all)
            throws CliException, IOException {
        NodeAssembly assembly = NodeAssembly.of(settings, all, environment);
        PluginExit.watch(settings.profile().directory(), environment.err(), all);
        return assembly.sender().purpose("send").onEvent(this::tell);
    }

    /** Tells what plugins that filter messages say. */
    private void tell(NodeEvent event) {
        switch (event) {
            case NodeEvent.Notice(var plugin, var text, var _, var _, var _) when !text.isEmpty() ->
                    environment.err().println("[" + plugin + "] " + text);
            case NodeEvent.PluginFailed(var plugin, var reason) ->
                    environment.err().println("the plugin " + plugin + " failed: " + reason);
            default -> {
                // such as a link that opens: the outcome says what matters
            }
        }
    }

    private void print(String line) {
        environment.out().println(line);
        environment.out().flush();
    }

    /** Tells somebody who looks on why there is no link yet. */
    private void waiting(String line) {
        if (environment.terminal()) {
            environment.err().println(line);
        }
    }

    /** Returns the text to send. */
    Bytes text(NodeOptions all) throws CliException, IOException {
        int literal = literal();
        List<String> before = new ArrayList<>(List.of(peer));
        before.addAll(words);
        for (String word : before.subList(0, before.size() - literal)) {
            if (OPTION.matcher(word).matches()) {
                throw unknown(word, typed());
            }
        }
        if (literal > 0 || !words.equals(List.of("-"))) {
            return checked(Bytes.utf8(String.join(" ", words)), all);
        }
        byte[] input = environment.in().readNBytes(Message.MAX_TEXT + 3);
        return checked(Bytes.copyOf(input, 0, input.length - lineEnd(input)), all);
    }

    /**
     * Returns the number of arguments behind {@code --}. These are no options, whatever their form.
     */
    private int literal() {
        List<String> typed = typed().words();
        int end = typed.indexOf("--");
        return end < 0 ? 0 : Math.min(words.size() + 1, typed.size() - end - 1);
    }

    private Typed typed() {
        return spec == null
                ? environment.typed()
                : new Typed(spec.root().commandLine().getParseResult().originalArgs());
    }

    /** Returns the length of the last line's end in bytes. It is no part of the message. */
    private static int lineEnd(byte[] input) {
        int length = input.length;
        if (length == 0 || input[length - 1] != '\n') {
            return 0;
        }
        return length > 1 && input[length - 2] == '\r' ? 2 : 1;
    }

    /**
     * Returns the error about the first argument that looks like an option and is none.
     *
     * @param command this command
     * @param typed the whole command line
     */
    public static Optional<CliException> unknownOption(CommandLine command, Typed typed) {
        List<String> words = typed.words();
        int end = words.contains("--") ? words.indexOf("--") : words.size();
        return words.subList(0, end).stream()
                .filter(word -> word.length() > 1 && word.startsWith("-"))
                .filter(word -> !isKnown(word.split("=", 2)[0], command.getCommandSpec()))
                .findFirst()
                .map(word -> unknown(word, typed));
    }

    private static boolean isKnown(String option, CommandSpec command) {
        return command.findOption(option) != null || command.root().findOption(option) != null;
    }

    /** Refuses a word that the user may have meant as an option. The hint sends it as text. */
    private static CliException unknown(String option, Typed typed) {
        return new CliException(
                ExitCode.USAGE,
                "unknown option: '" + Printable.excerpt(option) + "'",
                typed.isShort()
                        ? "to send it as text:\n" + typed.before(option, "--").again()
                        : ProgramName.call("send --help"));
    }

    private Bytes checked(Bytes text, NodeOptions all) throws CliException {
        String asFile =
                "the chat sends files, too:\n" + all.callOnline("chat " + ShellWords.quoted(peer));
        if (text.size() > Message.MAX_TEXT) {
            throw new CliException(
                    ExitCode.ERROR,
                    "text too long: more than %d bytes of UTF-8".formatted(Message.MAX_TEXT),
                    asFile);
        }
        try {
            if (Printable.isBlank(text.decodeUtf8())) {
                throw new CliException(
                        ExitCode.USAGE,
                        "nothing to send: the text is " + (text.size() == 0 ? "empty" : "blank"),
                        all.callOnline("send " + ShellWords.quoted(peer) + " hello"));
            }
            return text;
        } catch (CharacterCodingException e) {
            throw new CliException(ExitCode.ERROR, "the text is not UTF-8", asFile);
        }
    }
}
