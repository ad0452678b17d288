package peerlink.core.plugin;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Semaphore;
import java.util.function.BiConsumer;
import peerlink.api.Command;
import peerlink.api.CommandException;
import peerlink.api.Completion;
import peerlink.api.Console;
import peerlink.api.Printable;
import peerlink.core.guard.CallFailedException;
import peerlink.core.guard.GuardedCalls;

/**
 * A plugin's command as the rest of PeerLink sees it. Asks for the name and the other texts once,
 * when the command is registered: a later throw of theirs harms nobody. Completes within a limit,
 * and runs the command on a thread of its own. Safe for use by several threads.
 */
final class PluginCommand implements Command {
    /** The commands of a plugin that run at once. */
    static final int MOST_RUNNING = 4;

    private static final int MAX_SUMMARY = 60;
    private static final int MAX_USAGE = 100;
    private static final int MAX_DETAIL = 100;
    private static final int MAX_DETAILS = 20;
    private static final int MAX_WORDS = 10_000;

    private final Owner owner;
    private final Command command;
    private final String name;
    private final String summary;
    private final String usage;
    private final List<String> details;
    private final boolean isVerbatim;

    /**
     * The plugin that has registered the command.
     *
     * @param calls makes the calls that complete
     * @param threads runs the commands
     * @param running bounds the commands that run at once
     * @param onFailure hears of failures that the caller of the command does not see
     */
    record Owner(
            String plugin,
            GuardedCalls calls,
            PluginThreads threads,
            Semaphore running,
            PluginLife life,
            BiConsumer<String, String> onFailure) {}

    /** Makes it on the plugin's thread, as it asks the plugin for its texts. */
    PluginCommand(Owner owner, Command command) {
        this.owner = owner;
        this.command = command;
        this.name = Objects.requireNonNull(command.name(), "name() returned null");
        this.summary =
                line(
                        Objects.requireNonNull(command.summary(), "summary() returned null"),
                        MAX_SUMMARY);
        this.usage =
                line(Objects.requireNonNull(command.usage(), "usage() returned null"), MAX_USAGE);
        this.details =
                Objects.requireNonNull(command.details(), "details() returned null").stream()
                        .limit(MAX_DETAILS)
                        .map(detail -> line(detail, MAX_DETAIL))
                        .toList();
        this.isVerbatim = command.isVerbatim();
    }

    private static String line(String text, int most) {
        String line = Printable.line(text);
        return line.length() <= most ? line : line.substring(0, most - 1) + "…";
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String summary() {
        return summary;
    }

    @Override
    public String usage() {
        return usage;
    }

    @Override
    public List<String> details() {
        return details;
    }

    @Override
    public boolean isVerbatim() {
        return isVerbatim;
    }

    @Override
    public Completion complete(List<String> arguments) {
        try {
            Completion offered =
                    owner.calls()
                            .ask(
                                    "completing /" + name,
                                    owner.calls().limits().complete(),
                                    () -> command.complete(List.copyOf(arguments)));
            return offered instanceof Completion.Words(List<String> words)
                    ? new Completion.Words(
                            words.stream().limit(MAX_WORDS).filter(PluginCommand::isPlain).toList())
                    : Objects.requireNonNullElseGet(offered, Completion.Nothing::new);
        } catch (CallFailedException e) {
            if (e.kind() == CallFailedException.Kind.THREW) {
                owner.onFailure()
                        .accept(owner.plugin(), "completing /" + name + ": " + e.getMessage());
            }
            return new Completion.Nothing();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Completion.Nothing();
        }
    }

    private static boolean isPlain(String word) {
        return Printable.line(word).equals(word);
    }

    /**
     * {@inheritDoc} The caller may be interrupted, which interrupts the command.
     *
     * @throws CommandException also if too many commands of the plugin run
     */
    @Override
    public void run(List<String> arguments, Console console) throws Exception {
        owner.life().requireLife();
        if (!owner.running().tryAcquire()) {
            throw new CommandException(
                    "/%s is not run: %d commands of the plugin %s run already, and none of them ends"
                            .formatted(name, MOST_RUNNING, owner.plugin()),
                    "");
        }
        Console own = new PluginConsole(console, owner.life());
        try {
            owner.threads()
                    .call(
                            "/" + name,
                            () -> {
                                try {
                                    command.run(List.copyOf(arguments), own);
                                    return name;
                                } finally {
                                    owner.running().release();
                                }
                            });
        } catch (CancellationException e) {
            throw new CommandException(
                    "/%s was ended with its plugin %s".formatted(name, owner.plugin()), "");
        }
    }
}
