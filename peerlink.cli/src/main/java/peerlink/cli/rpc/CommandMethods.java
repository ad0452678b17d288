package peerlink.cli.rpc;

import static peerlink.cli.rpc.RpcParam.text;
import static peerlink.cli.rpc.RpcParam.texts;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import peerlink.api.Command;
import peerlink.api.CommandException;
import peerlink.api.Printable;
import peerlink.cli.program.Failures;
import peerlink.core.Node;

/** The methods that run commands of plugins, such as those of {@code files}. */
final class CommandMethods {
    /** The most words of a command. */
    private static final int MOST_WORDS = 256;

    private static final Map<String, Object> RESULT =
            Schemas.object(
                    "exitCode", Schemas.NUMBER,
                    "results", Schemas.list(Schemas.OBJECT),
                    "lines", Schemas.list(Schemas.TEXT));

    private static final RpcParam FOLDER =
            text("folder", "where relative paths begin, absolute (default: the node's own)");

    static final List<RpcMethod> ALL =
            List.of(
                    new RpcMethod(
                            "run",
                            "Runs a command of a plugin to its end, as peerlink run COMMAND --json does.",
                            true,
                            false,
                            List.of(
                                    text("command", "its name").required().upTo(20),
                                    texts("arguments", MOST_WORDS, "the words behind it"),
                                    FOLDER),
                            RESULT,
                            (params, caller) ->
                                    run(
                                            params.given("command"),
                                            params.texts("arguments").orElse(List.of()),
                                            folder(params),
                                            caller.bots())),
                    new RpcMethod(
                            "sendFile",
                            "Sends a file or a folder, and waits until the peer has it.",
                            true,
                            false,
                            List.of(
                                    RpcParam.peer("to"),
                                    text("path", "the file or folder").required(),
                                    FOLDER),
                            RESULT,
                            (params, caller) ->
                                    run(
                                            "send-file",
                                            List.of(params.given("to"), params.given("path")),
                                            folder(params),
                                            caller.bots())),
                    new RpcMethod(
                            "files",
                            "Lists the files that are offered and under way.",
                            true,
                            true,
                            List.of(),
                            RESULT,
                            (params, caller) ->
                                    run("files", List.of(), BotNode.folder(), caller.bots())),
                    new RpcMethod(
                            "receive",
                            "Takes files that are offered, as peerlink receive does.",
                            true,
                            false,
                            List.of(
                                    texts("arguments", MOST_WORDS, "the words behind receive"),
                                    FOLDER),
                            RESULT,
                            (params, caller) ->
                                    run(
                                            "receive",
                                            params.texts("arguments").orElse(List.of()),
                                            folder(params),
                                            caller.bots())));

    private CommandMethods() {}

    private static Path folder(RpcParams params) throws RpcException {
        try {
            Path folder = params.text("folder").map(Path::of).orElseGet(BotNode::folder);
            if (!folder.isAbsolute()) {
                throw RpcParams.invalid("'folder' must be an absolute path");
            }
            return folder;
        } catch (InvalidPathException e) {
            throw RpcParams.invalid("'folder' must be a path");
        }
    }

    private static CompletableFuture<Map<String, @Nullable Object>> run(
            String name, List<String> words, Path folder, BotNode bots) throws Exception {
        Node node = bots.node();
        Command command =
                node.commands().stream()
                        .filter(one -> one.name().equals(name))
                        .findFirst()
                        .orElseThrow(
                                () ->
                                        new RpcException(
                                                RpcCode.FAILED,
                                                "no plugin here has the command '%s'"
                                                        .formatted(Printable.excerpt(name)),
                                                bots.options().call("plugins")));
        CollectingConsole console = new CollectingConsole(folder);
        try {
            command.run(arguments(command, words), console);
        } catch (InterruptedException | CommandException e) {
            if (e instanceof CommandException refused) {
                throw new RpcException(RpcCode.FAILED, Failures.message(e), refused.hint());
            }
            throw e;
        } catch (RuntimeException | Error e) {
            // the plugin's fault, whatever it is, is no fault of ours
            throw new RpcException(RpcCode.FAILED, name + " failed: " + Failures.message(e));
        }
        return CompletableFuture.completedFuture(console.result());
    }

    private static List<String> arguments(Command command, List<String> words) {
        if (!command.isVerbatim()) {
            return words;
        }
        String typed = String.join(" ", words);
        return Printable.isBlank(typed) ? List.of() : new ArrayList<>(List.of(typed));
    }
}
