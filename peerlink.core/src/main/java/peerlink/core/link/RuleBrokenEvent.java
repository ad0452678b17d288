package peerlink.core.link;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import peerlink.api.LinkInfo;

/**
 * Records in a flight recording that this side ended a link because the other side broke a rule.
 */
@Name("peerlink.RuleBroken")
@Label("Rule Broken")
@Category("PeerLink")
@Description("The other side of a link broke a rule of the protocol, for which this side ends it")
@StackTrace(false)
final class RuleBrokenEvent extends Event {
    @Label("Remote Peer")
    String remote = "";

    @Label("Remote Address")
    String remoteAddress = "";

    @Label("Protocol")
    String protocol = "";

    @Label("Rule")
    @Description("Which rule was broken, and by which value")
    String rule = "";

    void commit(LinkInfo link, String spoken, String broken) {
        if (shouldCommit()) {
            remote = link.remote().text();
            remoteAddress = link.remoteAddress().toString();
            protocol = spoken;
            rule = broken;
            commit();
        }
    }
}
