package peerlink.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * A program in a terminal, driven as a person would: keys go in, and the screen is looked at. The terminal is a tmux server of
 * its own, which {@link #close} ends together with the program.
 */
final class Screen implements AutoCloseable {
    private static final long LOOK_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    /**
     * Runs the program, and stays when it has ended, as tmux may lose the last output and the status of a program that ends.
     * The first argument is the folder for what it notes down: the terminal's modes before and after, and the status. A
     * Ctrl-C is the program's alone.
     */
    private static final String ATTENDANT =
            """
            trap : INT QUIT
            stty -g >"$0/modes-before"
            "$@"
            status=$?
            stty -g >"$0/modes-after"
            echo "$status" >"$0/status"
            exec sleep 3600
            """;

    private final Path folder;
    private final Map<String, String> environment;

    private Screen(Path folder, Map<String, String> environment) {
        this.folder = folder;
        this.environment = environment;
    }

    /**
     * Starts a program on an empty screen.
     *
     * @param environment added to this process's environment, which is passed on without its own settings of PeerLink
     */
    static Screen start(
            int columns,
            int rows,
            Map<String, String> environment,
            Path executable,
            String... arguments)
            throws IOException, InterruptedException {
        // A socket's path may be about 100 bytes long: not in the build's folder, which may be
        // deep.
        Screen screen = new Screen(Files.createTempDirectory("screen"), environment);
        List<String> command = new ArrayList<>();
        command.addAll(List.of("start-server", ";"));
        command.addAll(List.of("set", "-g", "default-terminal", "screen-256color", ";"));
        command.addAll(List.of("new-session", "-d"));
        command.addAll(List.of("-x", Integer.toString(columns), "-y", Integer.toString(rows)));
        command.addAll(List.of("--", "sh", "-c", ATTENDANT, screen.folder.toString()));
        command.add(executable.toString());
        command.addAll(List.of(arguments));
        screen.tmux(command.toArray(String[]::new));
        return screen;
    }

    /** Types text, as it is. */
    void type(String text) throws IOException, InterruptedException {
        tmux("send-keys", "-l", "--", text);
    }

    /** Presses keys by tmux's names for them: {@code Enter}, {@code Tab}, {@code Up}, {@code C-c}. */
    void press(String... keys) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("send-keys", "--"));
        command.addAll(List.of(keys));
        tmux(command.toArray(String[]::new));
    }

    /** Types a line and presses Enter. */
    void enter(String line) throws IOException, InterruptedException {
        type(line);
        press("Enter");
    }

    void resize(int columns, int rows) throws IOException, InterruptedException {
        tmux("resize-window", "-x", Integer.toString(columns), "-y", Integer.toString(rows));
    }

    /** Returns what the screen shows, one line a row, without spaces at the ends. */
    String contents() throws IOException, InterruptedException {
        return tmux("capture-pane", "-p");
    }

    /** Returns the screen as a terminal gives it to who selects and copies: a line that it has wrapped by itself is one. */
    String copied() throws IOException, InterruptedException {
        return tmux("capture-pane", "-p", "-J");
    }

    /** Returns what the screen shows and has shown, as far as it was scrolled away. */
    String history() throws IOException, InterruptedException {
        return tmux("capture-pane", "-p", "-S", "-");
    }

    /** Waits until the screen shows the text, and returns the screen. */
    String waitFor(String text) throws IOException, InterruptedException {
        return waitUntil("\"" + text + "\"", shown -> shown.contains(text));
    }

    /** Begins to keep every byte that the program writes. */
    void record() throws IOException, InterruptedException {
        tmux("pipe-pane", "-O", "cat >> '" + folder.resolve("written") + "'");
    }

    /** Returns what the program has written since {@link #record}. Fails if it is not UTF-8. */
    String recorded() throws IOException {
        return Files.readString(folder.resolve("written"));
    }

    /** Returns the terminal's modes that a program can set. */
    String modes() throws IOException, InterruptedException {
        return tmux(
                        "display-message",
                        "-p",
                        "cursor #{cursor_flag} alternate #{alternate_on} mouse #{mouse_any_flag}"
                                + " insert #{insert_flag} origin #{origin_flag} wrap #{wrap_flag}")
                .strip();
    }

    /** Returns the title that the program has given to the terminal. */
    String title() throws IOException, InterruptedException {
        return tmux("display-message", "-p", "#{pane_title}").strip();
    }

    /** Returns what programs have put into the clipboard; nothing if none has. */
    String clipboard() throws IOException, InterruptedException {
        return tmux("list-buffers");
    }

    /**
     * Waits until the screen is as it should be, and returns it.
     *
     * @param what what is waited for, to be told when it does not come
     */
    String waitUntil(String what, Predicate<String> holds)
            throws IOException, InterruptedException {
        long deadline = System.nanoTime() + Program.DEADLINE.toNanos();
        String shown = contents();
        while (!holds.test(shown)) {
            if (System.nanoTime() > deadline) {
                return fail(what + " is not on the screen:\n" + shown);
            }
            LockSupport.parkNanos(LOOK_AGAIN_NANOS); // a terminal does not tell when it changes
            shown = contents();
        }
        return shown;
    }

    /** Sends the program the signal TERM. */
    void terminate() throws IOException, InterruptedException {
        String attendant = tmux("display-message", "-p", "#{pane_pid}").strip();
        ProcessHandle.of(Long.parseLong(attendant))
                .orElseThrow()
                .children()
                .forEach(ProcessHandle::destroy);
    }

    /** Waits until the program has ended, and returns its exit status, for a signal 128 more than that, as a shell does. */
    int waitForExit() throws IOException, InterruptedException {
        long deadline = System.nanoTime() + Program.DEADLINE.toNanos();
        String status = note("status");
        while (!status.endsWith("\n")) {
            if (System.nanoTime() > deadline) {
                return fail("still running:\n" + contents());
            }
            LockSupport.parkNanos(LOOK_AGAIN_NANOS);
            status = note("status");
        }
        return Integer.parseInt(status.strip());
    }

    /** Tells whether the program, which has ended, left the terminal's modes (echo, line editing…) as it found them. */
    boolean isTerminalRestored() throws IOException {
        return note("modes-before").equals(note("modes-after"));
    }

    /** Returns what the attendant has noted down, or nothing if it has not yet. */
    private String note(String name) throws IOException {
        Path file = folder.resolve(name);
        return Files.exists(file) ? Files.readString(file) : "";
    }

    @Override
    public void close() throws IOException {
        try {
            List<ProcessHandle> programs = programs();
            tmux("kill-server");
            // they still write what they keep, and their folder may be deleted next
            long deadline = System.nanoTime() + Program.DEADLINE.toNanos();
            while (!programs.stream().allMatch(Screen::hasEnded)) {
                if (System.nanoTime() > deadline) {
                    throw new IOException("a program of the terminal does not end");
                }
                LockSupport.parkNanos(LOOK_AGAIN_NANOS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while the terminal was closed");
        }
        for (String name : List.of("modes-before", "modes-after", "status", "written", "socket")) {
            Files.deleteIfExists(folder.resolve(name));
        }
        Files.delete(folder);
    }

    /**
     * Tells whether a process does nothing any more. Its parent has gone, and it is whoever takes orphans that lets go of it: the
     * first process of some containers looks for them every other second, and until then the process counts as alive.
     */
    private static boolean hasEnded(ProcessHandle program) {
        if (!program.isAlive()) {
            return true;
        }
        try {
            // "pid (name) state …", where there is such a file; a name may have parentheses itself
            String stat = Files.readString(Path.of("/proc", Long.toString(program.pid()), "stat"));
            return stat.startsWith("Z", stat.lastIndexOf(')') + 2);
        } catch (IOException e) {
            return !program.isAlive();
        }
    }

    private List<ProcessHandle> programs() throws IOException, InterruptedException {
        return tmux("list-panes", "-a", "-F", "#{pane_pid}")
                .lines()
                .filter(pid -> pid.matches("[1-9][0-9]*"))
                .flatMap(pid -> ProcessHandle.of(Long.parseLong(pid)).stream())
                .flatMap(shell -> Stream.concat(Stream.of(shell), shell.descendants()))
                .toList();
    }

    private String tmux(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.addAll(List.of("-u", "-S", folder.resolve("socket").toString(), "-f", "/dev/null"));
        command.addAll(List.of(arguments));
        Program.Result result =
                Program.run(environment, Path.of("tmux"), command.toArray(String[]::new));
        assertEquals(0, result.status(), () -> "tmux: " + result.err());
        return result.out();
    }
}
