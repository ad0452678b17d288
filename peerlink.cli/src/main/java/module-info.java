/** The command line and the interactive chat: the only place where the parts are put together. */
module peerlink.cli {
    requires peerlink.api;
    requires peerlink.core;
    requires peerlink.registry;
    requires info.picocli;
    requires io.nayuki.qrcodegen;
    requires org.jline.reader;
    requires org.jline.terminal;
    requires tools.jackson.core;
    requires tools.jackson.databind;
    requires tools.jackson.dataformat.toml;
    requires jdk.management;
    requires jdk.net;
    requires static org.jspecify;

    uses peerlink.api.Carrier;
    uses peerlink.api.Discovery;
    uses peerlink.api.MessageHandler;
    uses peerlink.api.Transport;

    provides System.LoggerFinder with
            peerlink.cli.log.Logs;

    opens peerlink.cli.command to
            info.picocli;
    opens peerlink.cli.demo to
            info.picocli;
    opens peerlink.cli.node to
            info.picocli;
    opens peerlink.cli.registry to
            info.picocli;
}
