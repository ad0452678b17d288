package peerlink.cli.command;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import peerlink.api.Printable;
import peerlink.cli.exec.MessageProgram;
import peerlink.cli.exec.SetAside;
import peerlink.cli.node.NodeOptions;
import peerlink.cli.node.Profile;
import peerlink.cli.node.ProgramSettings;
import peerlink.cli.program.CliException;
import peerlink.cli.program.Environment;
import peerlink.cli.program.ExitCode;
import peerlink.cli.program.Shutdown;
import peerlink.cli.text.JsonLines;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Lists, retries and drops the messages that the program of {@code listen --exec} did not take. */
@Command(
        name = "set-aside",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "List the messages that the program of listen --exec did not take, retry or drop them.",
            "They stay until then; at 1000 of them listen --exec ends, and takes no more."
        },
        synopsisHeading = "usage: ",
        descriptionHeading = "%n",
        optionListHeading = "%noptions:%n",
        commandListHeading = "%ncommands:%n",
        footerHeading = "%nexamples:%n",
        footer = {
            "  peerlink set-aside",
            "  peerlink set-aside retry --exec ./bot",
            "  peerlink set-aside drop 3"
        })
final class SetAsideCommand extends NodeCommand {
    private static final String ALL = "all";

    @Option(names = "--json", description = "print one JSON object a line")
    boolean json;

    @Mixin NodeOptions options = new NodeOptions();

    SetAsideCommand(Environment environment) {
        super(environment);
    }

    @Override
    public Integer call() throws Exception {
        List<SetAside.Item> items = new SetAside(profile(given(options)).directory()).all();
        print(items, json);
        if (items.isEmpty() && !json) {
            environment.err().println("nothing is set aside");
        }
        return ExitCode.OK;
    }

    @Command(
            name = "retry",
            mixinStandardHelpOptions = true,
            sortOptions = false,
            description = {
                "Run a program once for each message, as listen --exec does.",
                "Those that it takes are gone from the list; exits 1 if one is left."
            },
            synopsisHeading = "usage: ",
            descriptionHeading = "%n",
            parameterListHeading = "%n",
            optionListHeading = "%noptions:%n")
    int retry(
            @Parameters(
                            arity = "0..*",
                            paramLabel = "NUMBER",
                            description = "a message, as the list has it (default: all)")
                    List<String> numbers,
            @Option(
                            names = "--exec",
                            paramLabel = "CMD",
                            required = true,
                            description = "a command line of sh; exit 0 takes the message")
                    String command,
            @Option(names = "--json", description = "print an object for each that it takes")
                    boolean asJson,
            @Mixin NodeOptions more)
            throws Exception {
        NodeOptions all = given(more.or(options));
        Profile profile = profile(all);
        SetAside setAside = new SetAside(profile.directory());
        List<SetAside.Item> meant =
                numbers == null || numbers.isEmpty()
                        ? setAside.all()
                        : meant(setAside, numbers, all);
        int left = 0;
        String reason = "";
        try (MessageProgram program = new MessageProgram(command, profile, environment.err())) {
            Shutdown.closing("peerlink set-aside-shutdown", program);
            for (SetAside.Item item : meant) {
                Optional<String> failure = program.run(item.message(), 1);
                if (failure.isPresent()) {
                    left++;
                    reason = failure.get();
                } else {
                    setAside.remove(item);
                    print(List.of(item), asJson || json);
                }
            }
        }
        if (left > 0) {
            throw new CliException(
                    ExitCode.ERROR,
                    "the program did not take %d of %d messages; the last time: %s"
                            .formatted(left, meant.size(), reason),
                    all.call("set-aside"));
        }
        return ExitCode.OK;
    }

    @Command(
            name = "drop",
            mixinStandardHelpOptions = true,
            sortOptions = false,
            description = "Delete messages for good: by their numbers, or all.",
            synopsisHeading = "usage: ",
            descriptionHeading = "%n",
            parameterListHeading = "%n",
            optionListHeading = "%noptions:%n")
    int drop(
            @Parameters(
                            arity = "1..*",
                            paramLabel = "NUMBER|all",
                            description = "a message, as the list has it, or the word all")
                    List<String> numbers,
            @Option(names = "--json", description = "print an object for each of them")
                    boolean asJson,
            @Mixin NodeOptions more)
            throws Exception {
        NodeOptions all = given(more.or(options));
        SetAside setAside = new SetAside(profile(all).directory());
        List<SetAside.Item> meant =
                numbers.equals(List.of(ALL)) ? setAside.all() : meant(setAside, numbers, all);
        for (SetAside.Item item : meant) {
            setAside.remove(item);
            print(List.of(item), asJson || json);
        }
        return ExitCode.OK;
    }

    private static List<SetAside.Item> meant(
            SetAside setAside, List<String> numbers, NodeOptions all)
            throws CliException, IOException {
        List<SetAside.Item> items = setAside.all();
        List<SetAside.Item> meant = new ArrayList<>();
        for (String number : numbers) {
            meant.add(
                    items.stream()
                            .filter(item -> Integer.toString(item.number()).equals(number))
                            .findFirst()
                            .orElseThrow(
                                    () ->
                                            new CliException(
                                                    ExitCode.ERROR,
                                                    "no message '%s' is set aside"
                                                            .formatted(Printable.excerpt(number)),
                                                    all.call("set-aside"))));
        }
        return meant;
    }

    private void print(List<SetAside.Item> items, boolean asJson) {
        JsonLines lines = new JsonLines(environment.out());
        for (SetAside.Item item : items) {
            if (asJson) {
                lines.print(item.fields());
            } else {
                environment.out().println(item.row());
            }
        }
    }

    private Profile profile(NodeOptions all) throws CliException {
        return ProgramSettings.resolve(all, environment).profile();
    }
}
