#!/bin/sh
# "base32" means three alphabets among JavaScript packages. For the same bytes base32 0.0.7 and base32-encoding 1.0.0 each write an alphabet
# of their own, where hi-base32 0.5.1, thirty-two 1.0.2, base32.js 0.1.0, rfc4648 1.5.4 and @scure/base 2.4.0 write that of RFC 4648. Text
# of RFC 4648 in lower case is read by the first two without an error, as other bytes; hi-base32 and @scure/base refuse it; thirty-two,
# base32.js and rfc4648 with its option `loose` read it right. (RFC 4648 has capitals, and lets a protocol say otherwise.)
#
# What it means for PeerLink: ids are RFC 4648 in lower case. docs/protocol.md tells authors of clients to try their package with an id that
# stands there.
# Seen with Node.js 20.20.2; needs npm.

set -eu

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund --no-package-lock --ignore-scripts base32@0.0.7 base32-encoding@1.0.0 hi-base32@0.5.1 \
  thirty-two@1.0.2 base32.js@0.1.0 rfc4648@1.5.4 @scure/base@2.4.0

cat >seen.mjs <<'JS'
import base32 from "base32";
import base32encoding from "base32-encoding";
import base32js from "base32.js";
import hi from "hi-base32";
import { base32 as rfc4648 } from "rfc4648";
import { base32nopad as scure } from "@scure/base";
import thirtyTwo from "thirty-two";

const packages = {
  "base32": [(bytes) => base32.encode(bytes), (text) => Buffer.from(base32.decode(text), "latin1")],
  "base32-encoding": [(bytes) => base32encoding.stringify(bytes), (text) => base32encoding.parse(text)],
  "hi-base32": [(bytes) => hi.encode(bytes), (text) => hi.decode.asBytes(text)],
  "thirty-two": [(bytes) => thirtyTwo.encode(bytes).toString(), (text) => thirtyTwo.decode(text)],
  "base32.js": [(bytes) => new base32js.Encoder().write(bytes).finalize(), (text) => new base32js.Decoder().write(text).finalize()],
  "rfc4648, loose": [(bytes) => rfc4648.stringify(bytes), (text) => rfc4648.parse(text, { loose: true })],
  "@scure/base": [(bytes) => scure.encode(bytes), (text) => scure.decode(text)],
};
const bytes = Buffer.from("5ea1ed6d2b90c7f2a53c", "hex");
const lowerCase = "l2q623jlsdd7fjj4";
for (const [name, [write, read]] of Object.entries(packages)) {
  let found;
  try {
    found = Buffer.from(read(lowerCase)).equals(bytes) ? "read" : "read as other bytes";
  } catch (e) {
    found = "refused";
  }
  console.log(`${name}: writes ${write(bytes)}, ${lowerCase} is ${found}`);
}
JS
node seen.mjs >seen
cat seen
cat >expected <<'TEXT'
base32: writes bugyuv9bj33z599w, l2q623jlsdd7fjj4 is read as other bytes
base32-encoding: writes duiyuvbdk55z7bbw, l2q623jlsdd7fjj4 is read as other bytes
hi-base32: writes L2Q623JLSDD7FJJ4, l2q623jlsdd7fjj4 is refused
thirty-two: writes L2Q623JLSDD7FJJ4, l2q623jlsdd7fjj4 is read
base32.js: writes L2Q623JLSDD7FJJ4, l2q623jlsdd7fjj4 is read
rfc4648, loose: writes L2Q623JLSDD7FJJ4, l2q623jlsdd7fjj4 is read
@scure/base: writes L2Q623JLSDD7FJJ4, l2q623jlsdd7fjj4 is refused
TEXT
diff expected seen
