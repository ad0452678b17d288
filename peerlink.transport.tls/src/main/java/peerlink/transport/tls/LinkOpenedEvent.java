package peerlink.transport.tls;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import peerlink.api.LinkInfo;

/** Tells the flight recorder that a link was established. */
@Name("peerlink.LinkOpened")
@Label("Link Opened")
@Description("Both sides of a TLS link are authenticated")
@Category("PeerLink")
@StackTrace(false)
final class LinkOpenedEvent extends Event {
    @Label("Remote Peer")
    private final String remote;

    @Label("Local Address")
    private final String localAddress;

    @Label("Remote Address")
    private final String remoteAddress;

    @Label("Cipher Suite")
    private final String cipherSuite;

    @Label("Key Exchange")
    private final String keyExchange;

    private LinkOpenedEvent(LinkInfo info) {
        this.remote = info.remote().text();
        this.localAddress = info.localAddress().toString();
        this.remoteAddress = info.remoteAddress().toString();
        this.cipherSuite = info.cipherSuite();
        this.keyExchange = info.keyExchange();
    }

    static void emit(LinkInfo info) {
        new LinkOpenedEvent(info).commit();
    }
}
