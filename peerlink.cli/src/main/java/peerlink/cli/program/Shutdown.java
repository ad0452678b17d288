package peerlink.cli.program;

/**
 * Closes resources when a signal ends the process: Ctrl-C and SIGTERM run the same way out as an
 * ordinary end.
 */
public final class Shutdown {
    private Shutdown() {}

    /** Closes a resource when the process ends, for whatever reason. */
    public static void closing(String name, AutoCloseable resource) {
        Runtime.getRuntime()
                .addShutdownHook(
                        Thread.ofPlatform()
                                .name(name)
                                .unstarted(
                                        () -> {
                                            try {
                                                resource.close();
                                            } catch (Exception e) {
                                                System.getLogger(Shutdown.class.getName())
                                                        .log(
                                                                System.Logger.Level.WARNING,
                                                                "could not close in order",
                                                                e);
                                            }
                                        }));
    }

    /** Ends the process in order, on a thread of its own. Returns at once. */
    public static void exit(String name) {
        Thread.ofPlatform().name(name).start(() -> System.exit(ExitCode.OK));
    }
}
