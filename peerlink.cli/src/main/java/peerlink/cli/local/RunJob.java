package peerlink.cli.local;

import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import peerlink.api.Command;
import peerlink.api.CommandException;
import peerlink.api.Printable;
import peerlink.cli.node.NodeOptions;
import peerlink.cli.program.CommandWords;
import peerlink.cli.program.ExitCode;
import peerlink.cli.program.Failures;
import peerlink.cli.program.NearestName;
import peerlink.cli.program.ShellWords;
import peerlink.cli.text.LocalZone;
import peerlink.cli.text.PluginRows;
import peerlink.core.Node;
import peerlink.core.model.PluginStatus;

/** Runs a plugin's command for a command of the shell. */
public final class RunJob {
    /**
     * The exit code if no plugin has the command. The command has not run then, and may mean
     * something else.
     */
    public static final int NO_SUCH_COMMAND = -1;

    /**
     * The exit code if no plugin that runs has the command, and one that waits for the user's
     * agreement may have it.
     */
    public static final int WAITS_FOR_USER = -2;

    private static final System.Logger LOG = System.getLogger(RunJob.class.getName());
    private static final long LOOK_AGAIN_NANOS = 5_000_000;

    /** A hint that is a line of the chat. */
    private static final Pattern CHAT_LINE = Pattern.compile("/([a-z0-9-]{1,20})(?: (.*))?");

    private RunJob() {}

    /**
     * Runs the command, and returns its outcome.
     *
     * @throws InterruptedException if the caller has given it up, which interrupts the command
     */
    static Outcome run(Node node, LocalRequest.Run run, LocalCaller caller)
            throws InterruptedException {
        Optional<Command> found = command(node, run.command());
        if (found.isEmpty()) {
            return missing(node, run);
        }
        Command command = found.get();
        LocalZone.now(); // for plugins, which show times in Java's zone
        try (ShellConsole console = new ShellConsole(run, caller, node.dataDirectory())) {
            command.run(arguments(command, run.arguments()), console);
            return new Outcome(console.exitCode(), "", "");
        } catch (InterruptedException e) {
            throw e;
        } catch (CommandException e) {
            return new Outcome(
                    ExitCode.ERROR, Failures.message(e), inShell(e.hint(), node, run.given()));
        } catch (Exception e) {
            return Outcome.failed(e);
        } catch (Throwable e) {
            // the plugin's fault, whatever it is, must not end the process that runs it
            LOG.log(Level.ERROR, () -> run.command() + " failed", e);
            return new Outcome(
                    ExitCode.ERROR, run.command() + " failed: " + Failures.message(e), "");
        }
    }

    /** Returns the outcome of a command that nobody has, or a plugin that waits for the user. */
    private static Outcome missing(Node node, LocalRequest.Run run) {
        String message =
                "no plugin here has the command '%s'".formatted(Printable.excerpt(run.command()));
        List<String> waiting =
                node.plugins().stream()
                        .filter(plugin -> plugin.state().isWaiting())
                        .map(PluginStatus::name)
                        .distinct()
                        .toList();
        if (waiting.isEmpty()) {
            return new Outcome(NO_SUCH_COMMAND, message, nearest(node, run));
        }
        return new Outcome(
                WAITS_FOR_USER,
                message + ", but " + PluginRows.mayHaveCommand(waiting),
                run.given()
                        .call(
                                "plugins allow "
                                        + (waiting.contains(run.command())
                                                ? run.command()
                                                : String.join(" ", waiting))));
    }

    /** Finds the command. Waits for plugins that take their time to start. */
    private static Optional<Command> command(Node node, String name) throws InterruptedException {
        while (true) {
            // in this order: one that has started meanwhile has its commands
            boolean isStarting =
                    node.plugins().stream()
                            .anyMatch(plugin -> plugin.state() == PluginStatus.State.STARTING);
            Optional<Command> found =
                    node.commands().stream()
                            .filter(command -> command.name().equals(name))
                            .findFirst();
            if (found.isPresent() || !isStarting) {
                return found;
            }
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            LockSupport.parkNanos(LOOK_AGAIN_NANOS);
        }
    }

    private static List<String> arguments(Command command, List<String> words) {
        if (!command.isVerbatim()) {
            return words;
        }
        String typed = String.join(" ", words);
        return Printable.isBlank(typed) ? List.of() : List.of(typed);
    }

    private static String nearest(Node node, LocalRequest.Run run) {
        return NearestName.of(run.command(), node.commands().stream().map(Command::name).toList())
                .map(name -> line(name, run.arguments(), run.given()))
                .orElseGet(() -> run.given().call("plugins"));
    }

    private static String line(String command, List<String> arguments, NodeOptions given) {
        String line = "run " + command;
        return given.call(arguments.isEmpty() ? line : line + " " + ShellWords.quoted(arguments));
    }

    /** Returns the shell's command line for a hint that is a line of the chat. */
    static String inShell(String hint, Node node, NodeOptions given) {
        Matcher line = CHAT_LINE.matcher(hint);
        boolean isCommand =
                line.matches()
                        && node.commands().stream()
                                .anyMatch(command -> command.name().equals(line.group(1)));
        return isCommand
                ? line(
                        line.group(1),
                        line.group(2) == null ? List.of() : CommandWords.ofCommand(line.group(2)),
                        given)
                : hint;
    }
}
