package peerlink.core.plugin;

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
    public void exitCode(int code) {
        Console.super.exitCode(code);
        life.act(() -> console.exitCode(code));
    }
}
