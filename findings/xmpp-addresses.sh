#!/bin/sh
# In the first part of an XMPP address a backslash may stand as it is; only before what would else be read as an escape, like "\20", is it
# itself escaped, as "\5c" (XEP-0106, sections 4.1 to 4.3). corp\alice@example.org and corp\5calice@example.org are two addresses (section 7).
# The JavaScript packages @xmpp/jid 0.14.0 and node-xmpp-jid 2.3.0 read the first as the second, and the XEP's own c\3a\net@example.com
# as c\5c3a\5cnet@example.com: they send to somebody else. Where a user's name is made into an address, they and jxmpp-jid 1.1.0 (Java, beneath
# Smack) escape each backslash; jxmpp-jid keeps addresses that it reads. stanza 12.22.1 follows the XEP in both. The rows are the backslashes
# among the XEP's examples, and the one above.
#
# What it means for PeerLink: its own names have no backslash. A bridge to XMPP should keep and compare the addresses of others as they came,
# as text, and not as one of the two packages writes them.
# Needs a JDK 25 (JAVA_HOME), Maven and npm. Seen with Temurin 25.0.3 and Node.js 20.20.2.

set -eu

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat >pom.xml <<'XML'
<project>
  <modelVersion>4.0.0</modelVersion>
  <groupId>findings</groupId>
  <artifactId>xmpp</artifactId>
  <version>1</version>
  <dependencies>
    <dependency>
      <groupId>org.jxmpp</groupId>
      <artifactId>jxmpp-jid</artifactId>
      <version>1.1.0</version>
    </dependency>
  </dependencies>
</project>
XML
mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:3.11.0:copy-dependencies -DoutputDirectory="$folder/lib" </dev/null
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund --no-package-lock --ignore-scripts @xmpp/jid@0.14.0 node-xmpp-jid@2.3.0 stanza@12.22.1

# the user's name, a tab, and what is in the address
cat >names <<'TEXT'
user@host	user\40host
corp\alice	corp\alice
c:\net	c\3a\net
c:\\net	c\3a\\net
c:\cool stuff	c\3a\cool\20stuff
c:\5commas	c\3a\5c5commas
TEXT

cat >seen.cjs <<'JS'
const { readFileSync } = require("node:fs");
const { JID, parse } = require("@xmpp/jid");
const NodeXmppJid = require("node-xmpp-jid");
const { JID: stanza } = require("stanza");

const libraries = {
  "@xmpp/jid": { read: (address) => `${parse(address)}`, make: (name) => new JID(name, "example.com").local },
  "node-xmpp-jid": {
    read: (address) => `${new NodeXmppJid(address)}`,
    make: (name) => new NodeXmppJid(name, "example.com").getLocal(),
  },
  "stanza": {
    read: (address) => stanza.create(stanza.parse(address)),
    make: (name) => stanza.create({ local: name, domain: "example.com" }).replace("@example.com", ""),
  },
};
for (const row of readFileSync("names", "utf8").trim().split("\n")) {
  const [name, meant] = row.split("\t");
  for (const [library, { read, make }] of Object.entries(libraries)) {
    const [found, made] = [read(`${meant}@example.com`).replace("@example.com", ""), make(name)];
    console.log(`${library} reads ${meant}: ${found === meant ? "right" : found}`);
    console.log(`${library} makes of ${name}: ${made === meant ? "right" : made}`);
  }
}
JS
cat >Jxmpp.java <<'JAVA'
import java.nio.file.Files;
import java.nio.file.Path;
import org.jxmpp.jid.impl.JidCreate;
import org.jxmpp.jid.parts.Localpart;

class Jxmpp {
    public static void main(String[] arguments) throws Exception {
        for (String row : Files.readAllLines(Path.of("names"))) {
            String[] columns = row.split("\t");
            String read = JidCreate.from(columns[1] + "@example.com").getLocalpartOrNull().toString();
            String made = Localpart.fromUnescaped(columns[0]).toString();
            System.out.println("jxmpp-jid reads " + columns[1] + ": " + (read.equals(columns[1]) ? "right" : read));
            System.out.println("jxmpp-jid makes of " + columns[0] + ": " + (made.equals(columns[1]) ? "right" : made));
        }
    }
}
JAVA
node --no-deprecation seen.cjs >seen
"${JAVA_HOME:?}/bin/java" -cp "lib/*" Jxmpp.java >>seen
cat seen
cat >expected <<'TEXT'
@xmpp/jid reads corp\alice: corp\5calice
@xmpp/jid makes of corp\alice: corp\5calice
node-xmpp-jid reads corp\alice: corp\5calice
node-xmpp-jid makes of corp\alice: corp\5calice
@xmpp/jid reads c\3a\net: c\5c3a\5cnet
@xmpp/jid makes of c:\net: c\3a\5cnet
node-xmpp-jid reads c\3a\net: c\5c3a\5cnet
node-xmpp-jid makes of c:\net: c\3a\5cnet
@xmpp/jid reads c\3a\\net: c\5c3a\5c\5cnet
@xmpp/jid makes of c:\\net: c\3a\5c\5cnet
node-xmpp-jid reads c\3a\\net: c\5c3a\5c\5cnet
node-xmpp-jid makes of c:\\net: c\3a\5c\5cnet
@xmpp/jid reads c\3a\cool\20stuff: c\5c3a\5ccool\5c20stuff
@xmpp/jid makes of c:\cool stuff: c\3a\5ccool\20stuff
node-xmpp-jid reads c\3a\cool\20stuff: c\5c3a\5ccool\5c20stuff
node-xmpp-jid makes of c:\cool stuff: c\3a\5ccool\20stuff
jxmpp-jid makes of corp\alice: corp\5calice
jxmpp-jid makes of c:\net: c\3a\5cnet
jxmpp-jid makes of c:\\net: c\3a\5c\5cnet
jxmpp-jid makes of c:\cool stuff: c\3a\5ccool\20stuff
TEXT
grep -v ': right$' seen | diff expected -
test "$(grep -c ': right$' seen)" = 28
