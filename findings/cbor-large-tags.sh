#!/bin/sh
# A tag of CBOR may have any number up to 2^64-1 (RFC 8949, section 3.4), and the registry of tags gives out numbers above 2^31. Jackson's CBOR
# reader 3.2.2 refuses one of 2^32, and so do three of six JavaScript packages, each in its own way: cbor 10.0.12 and borc 3.0.0 read tags up
# to 2^31-1 and call 2147483648 no positive integer; cbor-x 1.6.9 takes a tag in eight bytes for a text or an array that is too long, and
# 2147483646 for a reference to packed values, where no tag for these stands in front. cbor2 2.3.0 reads all. cbor-js 0.1.0 and cbor-sync 1.0.4
# read all, and forget the tag.
#
# What it means for PeerLink: a check before the decoder let such a frame pass, though the decoder failed on it. The check refuses these
# tags now (docs/protocol.md, Frames in CBOR).
# Needs a JDK 25 (JAVA_HOME), Maven and npm. Seen with Temurin 25.0.3 and Node.js 20.20.2.

set -eu

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
for artifact in tools.jackson.core:jackson-core tools.jackson.core:jackson-databind tools.jackson.dataformat:jackson-dataformat-cbor; do
  mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:3.11.0:copy \
    -Dartifact=$artifact:3.2.2 -DoutputDirectory="$folder/lib" </dev/null
done
mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:3.11.0:copy \
  -Dartifact=com.fasterxml.jackson.core:jackson-annotations:2.22 -DoutputDirectory="$folder/lib" </dev/null
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund --no-package-lock \
  cbor-x@1.6.9 cbor2@2.3.0 cbor@10.0.12 borc@3.0.0 cbor-js@0.1.0 cbor-sync@1.0.4

cat >Tags.java <<'JAVA'
import java.util.HexFormat;
import tools.jackson.core.JacksonException;
import tools.jackson.dataformat.cbor.CBORMapper;

class Tags {
    public static void main(String[] arguments) {
        for (String tagged : new String[] {"da7ffffffe6161", "da800000006161", "db00000001000000006161"}) {
            String seen;
            try {
                seen = new CBORMapper().readTree(HexFormat.of().parseHex(tagged)).toString();
            } catch (JacksonException e) {
                seen = e.getOriginalMessage();
            }
            System.out.println("jackson " + tagged + " " + seen);
        }
    }
}
JAVA
"${JAVA_HOME:?}/bin/java" -cp "lib/*" Tags.java >seen

cat >tags.mjs <<'JS'
import { decode as cborx } from "cbor-x";
import { decode as cbor2 } from "cbor2";
import cbor from "cbor";
import borc from "borc";
import cborjs from "cbor-js";
import sync from "cbor-sync";

const readers = {
  "cbor-x": cborx,
  cbor2,
  cbor: cbor.decodeFirstSync,
  borc: (bytes) => borc.decode(bytes),
  "cbor-js": (bytes) => cborjs.decode(new Uint8Array(bytes).buffer),
  "cbor-sync": (bytes) => sync.decode(bytes),
};
for (const [name, read] of Object.entries(readers)) {
  for (const tagged of ["da7ffffffe6161", "da800000006161", "db00000001000000006161"]) {
    let seen;
    try {
      const value = read(Buffer.from(tagged, "hex"));
      seen = typeof value === "string" ? `"${value}"` : `${value.tag} "${value.contents ?? value.value}"`;
    } catch (failure) {
      seen = failure.message;
    }
    console.log(`${name} ${tagged} ${seen}`);
  }
}
JS
node tags.mjs >>seen
cat seen
cat >expected <<'TEXT'
jackson da7ffffffe6161 "a"
jackson da800000006161 "a"
jackson db00000001000000006161 Illegal Tag value: 4294967296
cbor-x da7ffffffe6161 No packed values available
cbor-x da800000006161 2147483648 "a"
cbor-x db00000001000000006161 JavaScript does not support arrays, maps, or strings with length over 4294967295
cbor2 da7ffffffe6161 2147483646 "a"
cbor2 da800000006161 2147483648 "a"
cbor2 db00000001000000006161 4294967296 "a"
cbor da7ffffffe6161 2147483646 "a"
cbor da800000006161 Tag must be a positive integer: 2147483648
cbor db00000001000000006161 Tag must be a positive integer: 4294967296
borc da7ffffffe6161 2147483646 "a"
borc da800000006161 Tag must be a positive integer: 2147483648
borc db00000001000000006161 Tag must be a positive integer: 4294967296
cbor-js da7ffffffe6161 "a"
cbor-js da800000006161 "a"
cbor-js db00000001000000006161 "a"
cbor-sync da7ffffffe6161 "a"
cbor-sync da800000006161 "a"
cbor-sync db00000001000000006161 "a"
TEXT
diff expected seen
