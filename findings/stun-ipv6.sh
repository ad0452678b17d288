#!/bin/sh
# RFC 5769 gives two sample responses of a STUN server, section 2.2 for IPv4 and section 2.3 for IPv6. The JavaScript package
# @msimerson/stun 3.2.1 reads the second one as another address: for IPv6 the mask is the magic cookie and the transaction id (RFC 8489,
# section 14.2), and it unmasks with the cookie alone, since it reads the attributes before it knows the id. It holds the fingerprint of both
# to be wrong too: it checks bytes that it has written again, and the padding behind "test vector" has become zeros, where a reader ignores
# what stands there (section 14). node-turn 0.0.6 reads all of it right, and vs-stun 0.0.7, which checks no fingerprint, the addresses.
# jstun 0.7.4 (Java) reads neither: it knows RFC 3489 alone, where XOR-MAPPED-ADDRESS is an unknown attribute that it must refuse.
#
# What it means for PeerLink: it asks no STUN server; a peer's address comes from its registry or relay. An author of a plugin that does ask
# has the two samples as a first test.
# Needs a JDK 25 (JAVA_HOME), Maven and npm. Seen with Temurin 25.0.3 and Node.js 20.20.2.

set -eu

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
for artifact in de.javawi.jstun:jstun:0.7.4 org.slf4j:slf4j-api:2.0.17 org.slf4j:slf4j-nop:2.0.17; do
  mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:3.11.0:copy \
    -Dartifact=$artifact -DoutputDirectory="$folder/lib" </dev/null
done
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund --no-package-lock --ignore-scripts @msimerson/stun@3.2.1 node-turn@0.0.6 vs-stun@0.0.7

cat >seen.cjs <<'JS'
const msimerson = require("@msimerson/stun");
const NodeTurn = require("node-turn/lib/message");
const vsStun = require("vs-stun");

const nodeTurnServer = { debug() {}, debugLevel: 0, authentification: { credentials: {} } };
const readers = {
  "@msimerson/stun": (packet) => {
    const message = msimerson.decode(packet);
    return [message.getXorAddress().address, msimerson.validateFingerprint(message)];
  },
  "node-turn": (packet) => {
    const message = new NodeTurn(nodeTurnServer, {});
    message.read(packet);
    return [message.getAttribute("xor-mapped-address").address, message.getAttribute("fingerprint") !== false];
  },
  "vs-stun": (packet) => {
    const message = vsStun.parse(packet);
    return [message.doc.attribute.xorMappedAddress.value.obj.host];
  },
};
// each is a header, SOFTWARE, XOR-MAPPED-ADDRESS, MESSAGE-INTEGRITY and FINGERPRINT
const samples = {
  "2.2": "0101003c2112a442b7e7a701bc34d686fa87dfae" + "8022000b7465737420766563746f7220" + "002000080001a147e112a643" +
    "000800142b91f599fd9e90c38c7489f92af9ba53f06be7d7" + "80280004c07d4c96",
  "2.3": "010100482112a442b7e7a701bc34d686fa87dfae" + "8022000b7465737420766563746f7220" +
    "002000140002a1470113a9faa5d3f179bc25f4b5bed2b9d9" + "00080014a382954e4be67bf11784c97c8292c275bfe3ed41" + "80280004c8fb0b4c",
};
for (const [section, packet] of Object.entries(samples)) {
  for (const [name, read] of Object.entries(readers)) {
    const [address, isRight] = read(Buffer.from(packet, "hex"));
    const fingerprint = isRight === undefined ? "not checked" : isRight ? "right" : "wrong";
    console.log(`${section}, ${name}: ${address}, fingerprint ${fingerprint}`);
  }
}
JS
cat >Jstun.java <<'JAVA'
import de.javawi.jstun.attribute.MessageAttribute;
import de.javawi.jstun.attribute.UnknownMessageAttributeException;
import java.util.HexFormat;

class Jstun {
    public static void main(String[] arguments) throws Exception {
        for (String attribute :
                new String[] {"002000080001a147e112a643", "002000140002a1470113a9faa5d3f179bc25f4b5bed2b9d9"}) {
            try {
                MessageAttribute.parseCommonHeader(HexFormat.of().parseHex(attribute));
                System.out.println("jstun: read");
            } catch (UnknownMessageAttributeException e) {
                System.out.println("jstun: attribute unknown");
            }
        }
    }
}
JAVA
node --no-deprecation seen.cjs >seen
"${JAVA_HOME:?}/bin/java" -cp "lib/*" Jstun.java >>seen
cat seen
cat >expected <<'TEXT'
2.2, @msimerson/stun: 192.0.2.1, fingerprint wrong
2.2, node-turn: 192.0.2.1, fingerprint right
2.2, vs-stun: 192.0.2.1, fingerprint not checked
2.3, @msimerson/stun: 2001:db8:a5d3:f179:bc25:f4b5:bed2:b9d9, fingerprint wrong
2.3, node-turn: 2001:db8:1234:5678:11:2233:4455:6677, fingerprint right
2.3, vs-stun: 2001:0db8:1234:5678:0011:2233:4455:6677, fingerprint not checked
jstun: attribute unknown
jstun: attribute unknown
TEXT
diff expected seen
