package peerlink.registry.admin;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Drives a headless Chromium with one tab in the DevTools protocol over pipes (JSON, a zero byte
 * after each message), so that no port is opened. It reports the messages of the page's console,
 * blocked content above all.
 */
final class Chromium implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.shared();

    private final Process process;
    private final OutputStream commands;
    private final InputStream messages;
    private final List<String> complaints = new ArrayList<>();
    private String session = "";
    private int last;
    private boolean isLoaded;

    /** Returns the browser of this machine, if it has one. */
    static Optional<Path> installed() {
        return Stream.of(String.valueOf(System.getenv("PATH")).split(":"))
                .flatMap(
                        folder ->
                                Stream.of("chromium", "chromium-browser", "google-chrome")
                                        .map(Path.of(folder)::resolve))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /**
     * Starts the browser.
     *
     * @param profile a new, empty folder
     */
    Chromium(Path browser, Path profile) throws IOException {
        process =
                new ProcessBuilder(
                                "sh",
                                "-c",
                                // the protocol is spoken on the descriptors 3 and 4
                                "exec \"$0\" \"$@\" 3<&0 4>&1 0</dev/null 1>/dev/null 2>/dev/null",
                                browser.toString(),
                                "--headless",
                                "--no-sandbox",
                                "--disable-gpu",
                                "--disable-quic",
                                "--disable-dev-shm-usage",
                                "--no-first-run",
                                "--disable-background-networking",
                                "--disable-component-update",
                                "--disable-sync",
                                "--hide-scrollbars",
                                "--remote-debugging-pipe",
                                "--user-data-dir=" + profile,
                                "about:blank")
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        commands = process.getOutputStream();
        messages = process.getInputStream();
        String target =
                call("Target.createTarget", Map.of("url", "about:blank"))
                        .get("targetId")
                        .asString();
        session =
                call("Target.attachToTarget", Map.of("targetId", target, "flatten", true))
                        .get("sessionId")
                        .asString();
        for (String domain : List.of("Page", "Log", "Runtime", "Network")) {
            call(domain + ".enable", Map.of());
        }
    }

    /** Makes the tab a screen of so many CSS pixels. */
    void resize(int width, int height, boolean dark) throws IOException {
        call(
                "Emulation.setDeviceMetricsOverride",
                Map.of(
                        "width",
                        width,
                        "height",
                        height,
                        "deviceScaleFactor",
                        2,
                        "mobile",
                        width < 600));
        call(
                "Emulation.setEmulatedMedia",
                Map.of(
                        "features",
                        List.of(
                                Map.of(
                                        "name",
                                        "prefers-color-scheme",
                                        "value",
                                        dark ? "dark" : "light"))));
    }

    /** Opens a page and waits until it has loaded. */
    void open(String url) throws IOException {
        isLoaded = false;
        call("Page.navigate", Map.of("url", url));
        while (!isLoaded) {
            notice(receive());
        }
    }

    /**
     * Returns the value of an expression of JavaScript in the page; the page's policy does not bind
     * it.
     */
    JsonNode evaluate(String expression) throws IOException {
        return call("Runtime.evaluate", Map.of("expression", expression, "returnByValue", true))
                .get("result")
                .get("value");
    }

    /** Returns the picture of the whole page, as PNG. */
    byte[] screenshot() throws IOException {
        JsonNode picture = call("Page.captureScreenshot", Map.of("captureBeyondViewport", true));
        return Base64.getDecoder().decode(picture.get("data").asString());
    }

    /** Returns the messages of the console, and requests that failed. */
    List<String> complaints() {
        return List.copyOf(complaints);
    }

    @Override
    public void close() throws IOException {
        commands.close(); // it ends when the pipe does
        try {
            process.onExit().get(10, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private JsonNode call(String method, Map<String, Object> parameters) throws IOException {
        int id = ++last;
        Map<String, Object> message =
                session.isEmpty()
                        ? Map.of("id", id, "method", method, "params", parameters)
                        : Map.of(
                                "id",
                                id,
                                "method",
                                method,
                                "params",
                                parameters,
                                "sessionId",
                                session);
        commands.write(JSON.writeValueAsBytes(message));
        commands.write(0);
        commands.flush();
        while (true) {
            JsonNode answer = receive();
            if (answer.has("id") && answer.get("id").asInt() == id) {
                if (answer.has("error")) {
                    throw new IOException(method + ": " + answer.get("error"));
                }
                return answer.get("result");
            }
            notice(answer);
        }
    }

    private void notice(JsonNode event) {
        switch (event.path("method").asString("")) {
            case "Page.loadEventFired" -> isLoaded = true;
            case "Log.entryAdded",
                    "Runtime.consoleAPICalled",
                    "Runtime.exceptionThrown",
                    "Network.loadingFailed" ->
                    complaints.add(event.get("params").toString());
            default -> {}
        }
    }

    private JsonNode receive() throws IOException {
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        for (int next = messages.read(); next != 0; next = messages.read()) {
            if (next < 0) {
                throw new EOFException("the browser has ended");
            }
            message.write(next);
        }
        return JSON.readTree(message.toString(StandardCharsets.UTF_8));
    }
}
