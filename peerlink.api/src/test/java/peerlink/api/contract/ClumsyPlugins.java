package peerlink.api.contract;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes the jars of plugins that misbehave, each in one way. A node that runs them must tell the
 * user which of them did what, and go on.
 */
public final class ClumsyPlugins {
    private static final String BLOCKS = "new java.util.concurrent.CountDownLatch(1).await();";

    /** Ignores interrupts, as code that computes does. A test ends it by the property. */
    private static final String SPINS =
            "while (System.getProperty(\"peerlink.test.calm\") == null) { Thread.onSpinWait(); }";

    private static final Map<String, String> BODIES = new LinkedHashMap<>();

    static {
        BODIES.put(
                "constructs",
                "public Main() throws Exception { %s } public void start(PluginContext c) {}"
                        .formatted(BLOCKS));
        BODIES.put(
                "starts",
                "public void start(PluginContext c) throws Exception { %s }".formatted(BLOCKS));
        BODIES.put(
                "decides",
                handler(
                        "try { %s } catch (InterruptedException e) { return true; }"
                                .formatted(BLOCKS),
                        ""));
        BODIES.put("handles", handler("", BLOCKS));
        BODIES.put("spins", handler("", SPINS));
        BODIES.put(
                "completes",
                command(
                        "public Completion complete(List<String> a) { %s }"
                                .formatted(
                                        "try { %s } catch (InterruptedException e) { } return new Completion.Words(List.of(\"late\"));"
                                                .formatted(BLOCKS)),
                        ""));
        BODIES.put("computes", command("", SPINS));
        BODIES.put(
                "renames",
                """
                int asked;
                public void start(PluginContext c) {
                    c.register(new Command() {
                        public String name() {
                            if (asked++ > 0) { throw new IllegalStateException("again?"); }
                            return "renames";
                        }
                        public String summary() {
                            if (asked++ > 1) { throw new IllegalStateException("again?"); }
                            return "two\\nlines \\u001b[2J";
                        }
                        public void run(List<String> a, Console console) { console.print("it runs"); }
                    });
                }
                """);
        BODIES.put(
                "casts",
                """
                public void start(PluginContext c) throws Exception {
                    if (c.messenger() instanceof AutoCloseable node) { node.close(); }
                    System.getProperties().put("peerlink.test.messenger", c.messenger());
                }
                """);
        BODIES.put(
                "stops",
                "public void start(PluginContext c) {} public void stop() throws Exception { %s }"
                        .formatted(BLOCKS));
        BODIES.put(
                "prints",
                """
                public void start(PluginContext c) throws Exception {
                    System.out.println("\\u001b[2Jprinted raw");
                    System.err.println("\\u001b[31mprinted raw");
                    System.in.close();
                }
                """);
        BODIES.put(
                "floods",
                """
                public void start(PluginContext c) {
                    for (int i = 0; i < 10_000; i++) { System.out.println("flood"); }
                }
                """);
        BODIES.put("needs", "public void start(PluginContext c) {}");
        BODIES.put("leaves", command("", "System.exit(0);"));
    }

    private ClumsyPlugins() {}

    /**
     * Makes the jars of the plugins with these names.
     *
     * @param folder the folder of plugins
     * @param work a folder for what is compiled
     */
    public static void in(Path folder, Path work, List<String> names) throws IOException {
        PluginJars jars = new PluginJars(work);
        for (String name : names) {
            Path jar = folder.resolve(name + ".jar");
            if (name.equals("needs")) {
                jars.plugin(jar, name, BODIES.get(name), "jdk.jlink");
            } else {
                jars.plugin(jar, name, BODIES.get(name));
            }
        }
    }

    private static String handler(String accepts, String handle) {
        return """
        public void start(PluginContext c) {
            c.register(new MessageHandler() {
                public boolean accepts(Message m) { %s return true; }
                public void handle(Message m, Conversation from) throws Exception { %s }
            });
        }
        """
                .formatted(accepts, handle);
    }

    private static String command(String more, String run) {
        return """
        public void start(PluginContext c) {
            String own = getClass().getPackageName().substring(5);
            c.register(new Command() {
                public String name() { return own; }
                public String summary() { return "does what it should not"; }
                %s
                public void run(List<String> a, Console console) throws Exception { %s }
            });
        }
        """
                .formatted(more, run);
    }
}
