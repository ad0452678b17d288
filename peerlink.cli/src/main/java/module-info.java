/** The command line and the interactive chat: the only place where the parts are put together. */
module peerlink.cli {
    requires peerlink.api;
    requires peerlink.core;
    requires peerlink.registry;
    requires info.picocli;
    requires org.jline.reader;
    requires org.jline.terminal;
    requires tools.jackson.databind;
    requires static org.jspecify;

    opens peerlink.cli to
            info.picocli;
}
