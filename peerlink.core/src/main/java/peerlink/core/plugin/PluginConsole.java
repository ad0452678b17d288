package peerlink.core.plugin;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import peerlink.api.Console;
import peerlink.api.Peer;
import peerlink.api.Printable;

/**
 * Shows the output of a plugin's command as long as the plugin has not ended. Checks what the
 * plugin hands over, on the plugin's thread. Safe for use by several threads.
 */
final class PluginConsole implements Console {
    private final Console console;
    private final PluginLife life;

    PluginConsole(Console console, PluginLife life) {
        this.console = console;
        this.life = life;
    }

    @Override
    public void print(String text) {
        String clean = Printable.lines(text);
        life.act(() -> console.print(clean));
    }

    @Override
    public void print(String text, Map<String, ?> fields) {
        String clean = Printable.lines(text);
        Map<String, Object> copy = PluginFields.copy(fields);
        life.act(() -> console.print(clean, copy));
    }

    @Override
    public boolean isInteractive() {
        return life.enter(console::isInteractive);
    }

    @Override
    public Optional<Peer> peer() {
        return life.enter(console::peer);
    }

    @Override
    public Path folder() {
        return life.enter(console::folder);
    }

    @Override
    public Optional<String> ask(String question) throws InterruptedException {
        String clean = Printable.line(question);
        return life.enter(() -> console.ask(clean)).map(Printable::line);
    }

    @Override
    public void progress(String text, double part, Map<String, ?> fields) {
        String clean = Printable.line(text);
        double done = part >= 0 ? Math.min(1, part) : 0; // 0 for NaN
        Map<String, Object> copy = PluginFields.copy(fields);
        life.act(() -> console.progress(clean, done, copy));
    }

    @Override
    public Optional<Path> input() throws IOException, InterruptedException {
        try {
            return life.<Optional<Path>, Exception>enter(console::input);
        } catch (IOException | InterruptedException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("thrown by nothing", e);
        }
    }

    @Override
    public void exitCode(int code) {
        Console.super.exitCode(code);
        life.act(() -> console.exitCode(code));
    }
}
