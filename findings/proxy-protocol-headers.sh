#!/bin/sh
# A balancer that speaks the PROXY protocol may put more behind the addresses of a header of version 2, say the name that the client asked
# for; the header's length covers it (section 2.2 of HAProxy's specification). proxy-protocol-js 4.0.6 hands these bytes out as the first of
# the connection's data. The text header "PROXY UNKNOWN" (section 2.1 lets the addresses be left out) is one from the address "\r\n" for
# @balena/proxy-protocol-parser 1.0.2, and proxy-protocol-js refuses it. A LOCAL header is the balancer's own connection, whatever addresses
# it holds (section 2.2); @balena's result has them and doesn't tell LOCAL from PROXY. Netty 4.1.127 reads all of it right.
#
# What it means for PeerLink: its registry and relay know no PROXY protocol and must be reached without such a balancer, or each peer has
# the balancer's address there.
# Needs a JDK 25 (JAVA_HOME), Maven and npm. Seen with Temurin 25.0.3 and Node.js 20.20.2.

set -eu

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
for module in buffer codec codec-haproxy common transport; do
  mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:3.11.0:copy \
    -Dartifact=io.netty:netty-$module:4.1.127.Final -DoutputDirectory="$folder/lib" </dev/null
done
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund --no-package-lock --ignore-scripts proxy-protocol-js@4.0.6 @balena/proxy-protocol-parser@1.0.2

cat >seen.cjs <<'JS'
const { writeFileSync } = require("node:fs");
const balena = require("@balena/proxy-protocol-parser");
const { V1ProxyProtocol, V2ProxyProtocol } = require("proxy-protocol-js");

const header = (command, family, body) => Buffer.from("0d0a0d0a000d0a515549540a" + command + family +
  (body.length / 2).toString(16).padStart(4, "0") + body, "hex");
// from 203.0.113.7:54321 to 192.0.2.1:7001
const addresses = "cb007107" + "c0000201" + "d431" + "1b59";
const headers = {
  "version 2, TCP": header("21", "11", addresses),
  "version 2, TCP and a name": header("21", "11", addresses + "02000d" + Buffer.from("relay.example").toString("hex")),
  "version 2, LOCAL": header("20", "11", addresses),
  "version 1, TCP": Buffer.from("PROXY TCP4 203.0.113.7 192.0.2.1 54321 7001\r\n"),
  "version 1, UNKNOWN": Buffer.from("PROXY UNKNOWN\r\n"),
};
const proxyProtocolJs = (bytes) => {
  if (bytes[0] === 80) {
    const { source, data } = V1ProxyProtocol.parse(bytes.toString("latin1"));
    return [source.ipAddress, data];
  }
  const { command, proxyAddress, data } = V2ProxyProtocol.parse(bytes);
  return [command === 0 ? "the balancer" : proxyAddress.sourceAddress.address.join("."), Buffer.from(data).toString("latin1")];
};
for (const [name, bytes] of Object.entries(headers)) {
  const sent = Buffer.concat([bytes, Buffer.from("hello")]);
  writeFileSync(`${name}.header`, sent);
  let found;
  try {
    const [source, data] = proxyProtocolJs(sent);
    found = `from ${source}, then ${JSON.stringify(data)}`;
  } catch (e) {
    found = "refused";
  }
  console.log(`${name}, proxy-protocol-js: ${found}`);
  console.log(`${name}, @balena: ${JSON.stringify(balena.decode(sent))}`);
}
JS
cat >Netty.java <<'JAVA'
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import io.netty.handler.codec.haproxy.HAProxyMessageDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

class Netty {
    public static void main(String[] arguments) throws Exception {
        for (String name : List.of("version 2, TCP", "version 2, TCP and a name", "version 2, LOCAL",
                "version 1, TCP", "version 1, UNKNOWN")) {
            EmbeddedChannel channel = new EmbeddedChannel(new HAProxyMessageDecoder());
            channel.writeInbound(Unpooled.wrappedBuffer(Files.readAllBytes(Path.of(name + ".header"))));
            HAProxyMessage header = channel.readInbound();
            ByteBuf data = channel.readInbound();
            System.out.println(name + ", Netty: " + header.command() + " from " + header.sourceAddress() + ", then \""
                    + data.toString(StandardCharsets.ISO_8859_1) + "\"");
        }
    }
}
JAVA
node seen.cjs >seen
"${JAVA_HOME:?}/bin/java" -cp "lib/*" Netty.java >>seen 2>log
LC_ALL=C sort -o seen seen
cat seen
cat >expected <<'TEXT'
version 1, TCP, @balena: {"protocol":"tcp","remoteFamily":"IPv4","remoteAddress":"203.0.113.7","localAddress":"192.0.2.1","remotePort":54321,"localPort":7001}
version 1, TCP, Netty: PROXY from 203.0.113.7, then "hello"
version 1, TCP, proxy-protocol-js: from 203.0.113.7, then "hello"
version 1, UNKNOWN, @balena: {"protocol":"tcp","remoteFamily":"IPv6","remoteAddress":"\r\n","localAddress":"hello","remotePort":null,"localPort":null}
version 1, UNKNOWN, Netty: PROXY from null, then "hello"
version 1, UNKNOWN, proxy-protocol-js: refused
version 2, LOCAL, @balena: {"protocol":"tcp","remoteFamily":"IPv4","remoteAddress":"203.0.113.7","localAddress":"192.0.2.1","remotePort":54321,"localPort":7001}
version 2, LOCAL, Netty: LOCAL from null, then "hello"
version 2, LOCAL, proxy-protocol-js: from the balancer, then "hello"
version 2, TCP and a name, @balena: {"protocol":"tcp","remoteFamily":"IPv4","remoteAddress":"203.0.113.7","localAddress":"192.0.2.1","remotePort":54321,"localPort":7001}
version 2, TCP and a name, Netty: PROXY from 203.0.113.7, then "hello"
version 2, TCP and a name, proxy-protocol-js: from 203.0.113.7, then "\u0002\u0000\rrelay.examplehello"
version 2, TCP, @balena: {"protocol":"tcp","remoteFamily":"IPv4","remoteAddress":"203.0.113.7","localAddress":"192.0.2.1","remotePort":54321,"localPort":7001}
version 2, TCP, Netty: PROXY from 203.0.113.7, then "hello"
version 2, TCP, proxy-protocol-js: from 203.0.113.7, then "hello"
TEXT
diff expected seen
