package peerlink.cli.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import peerlink.api.Printable;
import peerlink.cli.program.CliException;
import peerlink.cli.program.ExitCode;
import peerlink.core.profile.ProfileLock;

/**
 * The process that has a profile's messages open.
 *
 * @param id empty if it is not known, or is one of another container
 */
public record NodeProcess(OptionalLong id) {
    private static final Duration LOOK = Duration.ofSeconds(1);

    /** The looks in a row at which it is stopped, before it counts: a debugger stops it briefly. */
    private static final int LOOKS = 3;

    /** Returns the process that the profile's lock file names. */
    public static NodeProcess of(Path directory) {
        return new NodeProcess(ProfileLock.holder(directory));
    }

    /** Tells whether the system does not let it run, as after Ctrl-Z. Linux alone tells. */
    boolean isStopped() {
        if (id.isEmpty()) {
            return false;
        }
        try {
            // the program's name stands in brackets before the state, and may have any character
            String line = Files.readString(Path.of("/proc", "" + id.getAsLong(), "stat"));
            int state = line.lastIndexOf(')') + 2;
            return line.length() > state && Character.toLowerCase(line.charAt(state)) == 't';
        } catch (IOException e) {
            return false; // it has ended, or this is another system
        }
    }

    /**
     * Looks on until the process has been stopped for some seconds.
     *
     * @param over ends the looking
     * @return whether it is stopped; otherwise the looking was ended
     */
    public boolean awaitStopped(CountDownLatch over) throws InterruptedException {
        return await(true, over);
    }

    /**
     * Looks on until the process, which was stopped, has gone on for some seconds.
     *
     * @param over ends the looking
     * @return whether it goes on; otherwise the looking was ended
     */
    boolean awaitGoingOn(CountDownLatch over) throws InterruptedException {
        return await(false, over);
    }

    /** No system tells when another program's process stops, so that it has to be looked at. */
    private boolean await(boolean isToBeStopped, CountDownLatch over) throws InterruptedException {
        int looks = 0;
        while (!over.await(LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
            looks = isStopped() == isToBeStopped ? looks + 1 : 0;
            if (looks >= LOOKS) {
                return true;
            }
        }
        return false;
    }

    /** Returns the error that it does not answer. */
    public CliException doesNotAnswer() {
        if (id.isEmpty()) {
            return new CliException(
                    ExitCode.ERROR, "the process with the profile's node does not answer", "");
        }
        String process = Long.toString(id.getAsLong());
        String what =
                "process %s, which has the profile's node, does not answer".formatted(process);
        if (!isStopped()) {
            return new CliException(
                    ExitCode.ERROR,
                    what + "; ended by force, it loses no message",
                    "kill -KILL " + process);
        }
        Optional<Path> terminal = terminal(process);
        if (terminal.isEmpty()) {
            return new CliException(
                    ExitCode.ERROR, what + ": it is stopped", "kill -CONT " + process);
        }
        // a shell stops it again as soon as it reads a key in the background
        String where =
                (what + ": it is stopped, and fg in its terminal, %s, lets it go on")
                        .formatted(Printable.line(terminal.get().toString()));
        return terminal.equals(terminal("self"))
                ? new CliException(ExitCode.ERROR, where, "fg")
                : new CliException(
                        ExitCode.ERROR,
                        where + "; ended by force, it loses no message",
                        "kill -KILL " + process);
    }

    /** Returns the terminal from which a process reads, if it reads from one. Linux alone tells. */
    private static Optional<Path> terminal(String process) {
        try {
            return Optional.of(Files.readSymbolicLink(Path.of("/proc", process, "fd", "0")))
                    .filter(input -> input.startsWith("/dev/pts") || isConsole(input));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static boolean isConsole(Path input) {
        return input.toString().startsWith("/dev/tty");
    }
}
