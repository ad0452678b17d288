#!/bin/sh
# A contact is handed on as a vCard 4.0 (RFC 6350), with a note, an address for messages and a key. In a text a backslash escapes a comma, a
# semicolon and itself, and makes a line feed of n or N; a semicolon may also stand as it is (section 3.4). The JavaScript parsers differ:
# - vcf 2.1.2 leaves every escape in the text, ical.js 2.2.1 the one of a semicolon.
# - C:\\new, which is C:\new, has a line feed for vcard-parser 1.0.0 and two backslashes for vcard4 4.0.5. Neither knows \N. Of a note with a
#   semicolon both make a list.
# - vcard-parser makes lists of a key's data: URI and of an address with a comma, too, and loses a blank behind a fold.
# - vcf and vcard-parser don't know quotes: a colon may stand within them, as in the RFC's example of an address (section 6.3.1).
# vcard4-ts 0.4.1 and ez-vcard 0.12.1 (Java) read all of it right.
#
# What it means for PeerLink: an invite has a comma where a peer has several addresses. In a card's IMPP line vcard-parser cuts it there, and
# in a note vcf keeps the backslash before it. A script that reads invites from contacts takes one of the last two.
# Needs a JDK 25 (JAVA_HOME), Maven and npm. Seen with Temurin 25.0.3 and Node.js 20.20.2.

set -eu

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat >pom.xml <<'XML'
<project>
  <modelVersion>4.0.0</modelVersion>
  <groupId>findings</groupId>
  <artifactId>vcard</artifactId>
  <version>1</version>
  <dependencies>
    <dependency>
      <groupId>com.googlecode.ez-vcard</groupId>
      <artifactId>ez-vcard</artifactId>
      <version>0.12.1</version>
    </dependency>
  </dependencies>
</project>
XML
mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:3.11.0:copy-dependencies -DoutputDirectory="$folder/lib" </dev/null
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund --no-package-lock --ignore-scripts \
  vcf@2.1.2 vcard-parser@1.0.0 vcard4@4.0.5 vcard4-ts@0.4.1 ical.js@2.2.1

# one line of a card for each row, with <CRLF> for a fold's, a tab, and its value; of an address, the street
cat >rows <<'TEXT'
NOTE:build\, then test\; done	build, then test; done
NOTE:C:\\new	C:\new
NOTE:one\Ntwo	one<LF>two
NOTE:one; two	one; two
NOTE:one<CRLF>  two	one two
IMPP;PREF=1:peerlink://example.com/a,b	peerlink://example.com/a,b
KEY:data:application/octet-stream;base64,AAAA	data:application/octet-stream;base64,AAAA
ADR;GEO="geo:12.3457,78.910";LABEL="Mail Drop: TNE QB":;;123 Main Street;Any Town;CA;91921-1234;U.S.A.	123 Main Street
TEXT

cat >seen.mjs <<'JS'
import { readFileSync } from "node:fs";
import ical from "ical.js";
import { parse as vcard4 } from "vcard4";
import { parseVCards } from "vcard4-ts";
import vcardParser from "vcard-parser";
import Vcf from "vcf";

// each gives a text, a list or a record
const parsers = {
  "vcf": (card, property) => new Vcf().parse(card).get(property).toJSON()[3],
  "vcard-parser": (card, property) => vcardParser.parse(card)[property][0].value,
  "vcard4": (card, property) => vcard4(card).getProperty(property)[0].value,
  "vcard4-ts": (card, property) => {
    const found = parseVCards(card).vCards[0][property.toUpperCase()];
    return (Array.isArray(found) ? found[0] : found).value;
  },
  "ical.js": (card, property) => new ical.Component(ical.parse(card)).getFirstProperty(property).getFirstValue(),
};
for (const row of readFileSync("rows", "utf8").trim().split("\n")) {
  const [line, meant] = row.split("\t");
  const card = `BEGIN:VCARD\r\nVERSION:4.0\r\nFN:Alice\r\n${line.replace("<CRLF>", "\r\n")}\r\nEND:VCARD\r\n`;
  const property = line.split(/[:;]/)[0].toLowerCase();
  for (const [name, parse] of Object.entries(parsers)) {
    let found;
    try {
      found = parse(card, property);
      if (property === "adr") {
        found = [found.streetAddress ?? found[2]].flat()[0];
      }
      found = typeof found === "string" ? found.replaceAll("\n", "<LF>") : JSON.stringify(found);
    } catch (e) {
      found = "error";
    }
    console.log(`${line} ${name}: ${found === meant ? "right" : found || "nothing"}`);
  }
}
JS
cat >Ez.java <<'JAVA'
import ezvcard.Ezvcard;
import ezvcard.VCard;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;

class Ez {
    public static void main(String[] arguments) throws Exception {
        for (String row : Files.readAllLines(Path.of("rows"))) {
            String[] columns = row.split("\t");
            String line = columns[0].replace("<CRLF>", "\r\n");
            VCard card = Ezvcard.parse("BEGIN:VCARD\r\nVERSION:4.0\r\nFN:Alice\r\n" + line + "\r\nEND:VCARD\r\n").first();
            String found =
                    switch (line.split("[:;]")[0]) {
                        case "IMPP" -> card.getImpps().getFirst().getUri().toString();
                        case "KEY" -> "data:" + card.getKeys().getFirst().getContentType().getMediaType() + ";base64,"
                                + Base64.getEncoder().encodeToString(card.getKeys().getFirst().getData());
                        case "ADR" -> card.getAddresses().getFirst().getStreetAddress();
                        default -> card.getNotes().getFirst().getValue().replace(System.lineSeparator(), "<LF>");
                    };
            System.out.println(columns[0] + " ez-vcard: " + (found.equals(columns[1]) ? "right" : found));
        }
    }
}
JAVA
node seen.mjs >seen
"${JAVA_HOME:?}/bin/java" -cp "lib/*" Ez.java >>seen
cat seen
cat >expected <<'TEXT'
NOTE:build\, then test\; done vcf: build\, then test\; done
NOTE:build\, then test\; done ical.js: build, then test\; done
NOTE:C:\\new vcf: C:\\new
NOTE:C:\\new vcard-parser: C:\<LF>ew
NOTE:C:\\new vcard4: C:\\new
NOTE:one\Ntwo vcf: one\Ntwo
NOTE:one\Ntwo vcard-parser: one\Ntwo
NOTE:one\Ntwo vcard4: one\Ntwo
NOTE:one; two vcard-parser: ["one"," two"]
NOTE:one; two vcard4: ["one"," two"]
NOTE:one<CRLF>  two vcard-parser: onetwo
IMPP;PREF=1:peerlink://example.com/a,b vcard-parser: ["peerlink://example.com/a","b"]
KEY:data:application/octet-stream;base64,AAAA vcard-parser: ["data:application/octet-stream","base64,AAAA"]
ADR;GEO="geo:12.3457,78.910";LABEL="Mail Drop: TNE QB":;;123 Main Street;Any Town;CA;91921-1234;U.S.A. vcf: nothing
ADR;GEO="geo:12.3457,78.910";LABEL="Mail Drop: TNE QB":;;123 Main Street;Any Town;CA;91921-1234;U.S.A. vcard-parser: nothing
TEXT
grep -v ': right$' seen | diff expected -
test "$(grep -c ': right$' seen)" = 33
