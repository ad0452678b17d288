#!/bin/sh
# The same two bytes become another type of CBOR with four of nine JavaScript packages, depending on the class that holds them. cbor2 2.3.0
# writes a Node.js Buffer as the map {"type": "Buffer", "data": [1, 2]}, since it asks for `toJSON` first, and cbor-sync 1.0.4 writes a
# Uint8Array as the map {"0": 1, "1": 2}. cbor 10.0.12 and cbor-x 1.6.9 put tag 64 (RFC 8746) before a Uint8Array and none before a Buffer,
# though a Buffer is a Uint8Array. cborg, borc, cbor-js, @stablelib/cbor and @levischuck/tiny-cbor write a plain byte string for both.
#
# What it means for PeerLink: `content`, `stream` and keys must be byte strings. A tag is skipped, a map ends the link. docs/protocol.md
# tells authors of clients to hand a Uint8Array to cbor2.
# Seen with Node.js 20.20.2; needs npm.

set -eu

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund --no-package-lock --ignore-scripts cbor2@2.3.0 cbor-sync@1.0.4 cbor@10.0.12 cbor-x@1.6.9 \
  cborg@6.1.5 borc@3.0.0 cbor-js@0.1.0 @stablelib/cbor@2.0.4 @levischuck/tiny-cbor@0.3.6

cat >seen.mjs <<'JS'
import borc from "borc";
import cbor from "cbor";
import cborjs from "cbor-js";
import sync from "cbor-sync";
import { encode as cborx } from "cbor-x";
import { encode as cbor2 } from "cbor2";
import { encode as cborg } from "cborg";
import { encode as stable } from "@stablelib/cbor";
import { encodeCBOR as tiny } from "@levischuck/tiny-cbor";

const writers = {
  "cbor2": cbor2,
  "cbor-sync": (value) => sync.encode(value),
  "cbor": (value) => cbor.encode(value),
  "cbor-x": cborx,
  "cborg": cborg,
  "borc": (value) => borc.encode(value),
  "cbor-js": (value) => cborjs.encode(value),
  "@stablelib/cbor": (value) => stable(value),
  "tiny-cbor": tiny,
};
for (const [name, write] of Object.entries(writers)) {
  const hex = (value) => Buffer.from(write(value)).toString("hex");
  console.log(`${name}: Buffer ${hex(Buffer.from([1, 2]))}, Uint8Array ${hex(Uint8Array.of(1, 2))}`);
}
JS
node seen.mjs >seen
cat seen
cat >expected <<'TEXT'
cbor2: Buffer a26474797065664275666665726464617461820102, Uint8Array 420102
cbor-sync: Buffer 420102, Uint8Array a2613001613102
cbor: Buffer 420102, Uint8Array d840420102
cbor-x: Buffer 420102, Uint8Array d840420102
cborg: Buffer 420102, Uint8Array 420102
borc: Buffer 420102, Uint8Array 420102
cbor-js: Buffer 420102, Uint8Array 420102
@stablelib/cbor: Buffer 420102, Uint8Array 420102
tiny-cbor: Buffer 420102, Uint8Array 420102
TEXT
diff expected seen
