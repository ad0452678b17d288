package peerlink.cli.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import peerlink.api.PeerId;
import peerlink.core.model.Invite;

class InviteAudienceTest {
    private static final String ID = PeerId.ofKey(new byte[] {1}).text();

    private static Invite invite(String places, String ways) {
        return Invite.parse("peerlink://bob" + places + "/" + ID + ways.replace("ID", ID));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "@127.0.0.1:7001               | anybody on this machine",
                "@0-0-0-0-0-0-0-1:7001         | anybody on this machine",
                "@192.168.1.10:7001            | anybody on this network",
                "@10.0.0.1:1,172.16.0.1:1      | anybody on this network",
                "@100.64.0.1:7001              | anybody on this network",
                "@fd00-0-0-0-0-0-0-1:7001      | anybody on this network",
                "@fe80-0-0-0-0-0-0-1:7001      | anybody on this network",
                "@203.0.113.5:7001             | anybody who reaches 203.0.113.5:7001",
                "@100.128.0.1:7001             | anybody who reaches 100.128.0.1:7001",
                "@home.example:7001            | anybody who reaches home.example:7001",
                "@2001-db8-0-0-0-0-0-1:7001    | anybody who reaches [2001:db8:0:0:0:0:0:1]:7001",
                "@203.0.113.5:7001,10.0.0.1:1  | anybody who reaches 203.0.113.5:7001, and anybody on this network"
            })
    void addressesTell(String places, String audience) {
        assertEquals(audience, InviteAudience.of(invite(places, "")));
    }

    @Test
    void registriesComeFirstAndRelaysLast() {
        assertEquals(
                "anybody who reaches the registry r.example:7777",
                InviteAudience.of(invite("", "/registry/r.example:7777/ID")));
        assertEquals(
                "anybody who reaches the registry r.example:7777, 203.0.113.5:1 or the relay s.example:7778,"
                        + " and anybody on this network",
                InviteAudience.of(
                        invite(
                                "@10.0.0.1:1,203.0.113.5:1",
                                "/relay/s.example:7778/ID/registry/r.example:7777/ID")));
        assertEquals(
                "anybody on this machine",
                InviteAudience.of(invite("", "/registry/127.0.0.1:7777/ID")));
    }
}
