#!/bin/sh
# Jackson's CBOR writer 3.2.2 (tools.jackson.dataformat:jackson-dataformat-cbor) writes text of more than 3,996 characters in pieces: as a
# text string of indefinite length (7f … ff, RFC 8949, section 3.2.3), also where it knows the whole text. Byte strings of any length are
# written whole. The JavaScript packages cbor-x 1.6.9 and cborg 6.1.5 do not read text in pieces, and say so; cbor 10.0.12, cbor2 2.3.0 and
# borc 3.0.0 read it. So two programs understand each other until somebody writes a long text, and no test with short ones shows it.
#
# What it means for PeerLink: text in its frames has at most 1,024 characters, and content is a byte string, so it writes no pieces; it
# reads them. An author of a protocol of a plugin who uses Jackson should know it.
# Needs a JDK 25 (JAVA_HOME), Maven and npm. Seen with Temurin 25.0.3 and Node.js 20.20.2.

set -eu

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
for artifact in tools.jackson.core:jackson-core:3.2.2 tools.jackson.core:jackson-databind:3.2.2 \
  tools.jackson.dataformat:jackson-dataformat-cbor:3.2.2 com.fasterxml.jackson.core:jackson-annotations:2.22; do
  mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:3.11.0:copy \
    -Dartifact=$artifact -DoutputDirectory="$folder/lib" </dev/null
done
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund --no-package-lock --ignore-scripts \
  cbor-x@1.6.9 cborg@6.1.5 cbor@10.0.12 cbor2@2.3.0 borc@3.0.0

cat >Long.java <<'JAVA'
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import tools.jackson.dataformat.cbor.CBORMapper;

class Long {
    public static void main(String[] arguments) throws Exception {
        for (int length : new int[] {3996, 3997}) {
            byte[] text = new CBORMapper().writeValueAsBytes("x".repeat(length));
            Files.write(Path.of(length + ".cbor"), text);
            System.out.println(length + " characters: " + HexFormat.of().formatHex(text, 0, 5) + "...");
        }
        byte[] bytes = new CBORMapper().writeValueAsBytes(new byte[100_000]);
        System.out.println("100000 bytes: " + HexFormat.of().formatHex(bytes, 0, 6) + "...");
    }
}
JAVA
"${JAVA_HOME:?}/bin/java" -cp "lib/*" Long.java >seen

cat >read.mjs <<'JS'
import { readFileSync } from "node:fs";
import borc from "borc";
import cbor from "cbor";
import { decode as cborx } from "cbor-x";
import { decode as cbor2 } from "cbor2";
import { decode as cborg } from "cborg";

const readers = { "cbor-x": cborx, cborg, cbor: (bytes) => cbor.decode(bytes), cbor2, borc: (bytes) => borc.decode(bytes) };
for (const [name, read] of Object.entries(readers)) {
  const outcome = (length) => {
    try {
      return read(readFileSync(`${length}.cbor`)) === "x".repeat(length) ? "read" : "another text";
    } catch (e) {
      return e.message;
    }
  };
  console.log(`${name}: 3996 ${outcome(3996)}, 3997 ${outcome(3997)}`);
}
JS
node read.mjs >>seen
cat seen
cat >expected <<'TEXT'
3996 characters: 790f9c7878...
3997 characters: 7f790f9c78...
100000 bytes: 5a000186a000...
cbor-x: 3996 read, 3997 Indefinite length not supported for byte or text strings
cborg: 3996 read, 3997 CBOR decode error: indefinite length bytes/strings are not supported
cbor: 3996 read, 3997 read
cbor2: 3996 read, 3997 read
borc: 3996 read, 3997 read
TEXT
diff expected seen
