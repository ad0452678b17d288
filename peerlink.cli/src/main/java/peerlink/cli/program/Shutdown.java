package peerlink.cli.program;

/**
 * What is still done when a signal ends the process: Ctrl-C and SIGTERM run the same way out as an
 * ordinary end.
 */
public final class Shutdown {
    private Shutdown() {}

    /** Has something closed when the process ends, however it ends. */
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
}
