#!/bin/sh
# A service's TXT record may hold `flag` without a value and `empty=` with an empty one, which are two things; capitals make no difference
# in a key; of a key that stands twice the first one counts; a text that begins with "=" is passed over (RFC 6763, section 6.4). Of five
# libraries, two read all of this: dns-txt 2.0.2 (in bonjour 3.5.1) and bonjour-hap 3.10.5. bonjour-service 1.4.4 makes of `empty=` a key
# whose name ends in "=", and gives the flag no value, as if it were not there. jmdns 3.6.3 (Java) says "true" to both. These two and
# dnssd 0.4.1 take `Name` and `name` for two keys. In what they announce, bonjour-service and bonjour-hap make "flag=true" of a flag; a
# value of null is an empty one for dnssd and the text "null" for the other three JavaScript packages.
#
# What it means for PeerLink: lan/1 is not DNS-SD (docs/decisions/044) and has no such keys. A plugin that announces peers by DNS-SD should
# write keys in lower case, each once and with a value that is not empty.
# Needs a JDK 25 (JAVA_HOME), Maven and npm. Seen with Temurin 25.0.3 and Node.js 20.20.2; nothing is sent.

set -eu

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
for artifact in org.jmdns:jmdns:3.6.3 org.slf4j:slf4j-api:2.0.17 org.slf4j:slf4j-nop:2.0.17; do
  mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:3.11.0:copy \
    -Dartifact=$artifact -DoutputDirectory="$folder/lib" </dev/null
done
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund --no-package-lock --ignore-scripts \
  dns-txt@2.0.2 bonjour-hap@3.10.5 bonjour-service@1.4.4 dnssd@0.4.1

cat >seen.cjs <<'JS'
const dnsTxt = require("dns-txt")();
const hapReader = require("bonjour-hap/lib/utils/txtDecoder")();
const HapService = require("bonjour-hap/lib/Service");
const { DnsTxt } = require("bonjour-service/dist/lib/dns-txt");
const BufferWrapper = require("dnssd/lib/BufferWrapper");
const ResourceRecord = require("dnssd/lib/ResourceRecord");

// each text behind its length
const joined = (texts) => Buffer.concat(texts.flatMap((text) => [Buffer.from([text.length]), Buffer.from(text)]));
const apart = (bytes) => (bytes.length === 0 ? [] : [bytes.subarray(1, bytes[0] + 1), ...apart(bytes.subarray(bytes[0] + 1))]);
// the name "a", type TXT, class IN, a lifetime of 120 s
const head = Buffer.from([1, 97, 0, 0, 16, 0, 1, 0, 0, 0, 120, 0]);

const readers = {
  "dns-txt": (bytes) => dnsTxt.decode(bytes),
  "bonjour-hap": (bytes) => hapReader.decodeBlocks(apart(bytes)),
  "bonjour-service": (bytes) => new DnsTxt().decodeAll(apart(bytes)),
  "dnssd": (bytes) => ResourceRecord.fromBuffer(new BufferWrapper(Buffer.concat([head, Buffer.from([bytes.length]), bytes]))).txt,
};
const record = joined(["flag", "empty=", "Name=alice", "name=bob", "=nothing"]);
for (const [name, read] of Object.entries(readers)) {
  const found = Object.entries(read(record)).map(([key, value]) => `<${key}> ${value === "" ? '""' : value}`);
  console.log(`${name} reads ${found.join(", ")}`);
}

const writers = {
  "dns-txt": (txt) => apart(dnsTxt.encode(txt)),
  "bonjour-hap": (txt) => HapService.prototype._rrTxt.call({ txt, fqdn: "a" }).data,
  "bonjour-service": (txt) => new DnsTxt().encode(txt),
  "dnssd": (txt) => {
    const packet = new BufferWrapper();
    new ResourceRecord.TXT({ name: "a", txt }).writeTo(packet);
    return apart(packet.unwrap().subarray(head.length + 1));
  },
};
for (const [name, write] of Object.entries(writers)) {
  console.log(`${name} writes ${write({ flag: true, empty: "", none: null }).join(", ")}`);
}
JS
cat >Jmdns.java <<'JAVA'
import java.io.ByteArrayOutputStream;
import java.util.Collections;
import java.util.stream.Collectors;
import javax.jmdns.ServiceInfo;

class Jmdns {
    public static void main(String[] arguments) throws Exception {
        ByteArrayOutputStream record = new ByteArrayOutputStream();
        for (String text : new String[] {"flag", "empty=", "Name=alice", "name=bob"}) {
            record.write(text.length());
            record.write(text.getBytes());
        }
        ServiceInfo service = ServiceInfo.create("_chat._tcp.local.", "alice", 7001, 0, 0, record.toByteArray());
        System.out.println("jmdns reads " + Collections.list(service.getPropertyNames()).stream().sorted()
                .map(key -> "<" + key + "> " + service.getPropertyString(key)).collect(Collectors.joining(", ")));
        System.out.println("jmdns, asked for NAME: " + service.getPropertyString("NAME"));
    }
}
JAVA
node seen.cjs >seen
"${JAVA_HOME:?}/bin/java" -cp "lib/*" Jmdns.java >>seen
cat seen
cat >expected <<'TEXT'
dns-txt reads <flag> true, <empty> "", <name> alice
bonjour-hap reads <flag> true, <empty> "", <name> alice
bonjour-service reads <flag> undefined, <empty=> undefined, <Name> alice, <name> bob, <> nothing
dnssd reads <flag> true, <empty> null, <Name> alice, <name> bob, <> nothing
dns-txt writes flag, empty=, none=null
bonjour-hap writes flag=true, empty=, none=null
bonjour-service writes flag=true, empty=, none=null
dnssd writes flag, empty=, none=
jmdns reads <Name> alice, <empty> true, <flag> true, <name> bob
jmdns, asked for NAME: null
TEXT
diff expected seen
