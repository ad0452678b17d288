#!/bin/sh
# The JavaScript package cbor 10.0.12 writes a BigInt as a bignum (CBOR tag 2 and a byte string), however small it is: 5n becomes c2 41 05,
# and 2^63-1 becomes c2 48 7fffffffffffffff. cborg 6.1.5, cbor2 2.3.0, cbor-x 1.6.9, cbor-redux 1.0.0 and @levischuck/tiny-cbor 0.3.6 write
# an integer, which RFC 8949, section 3.4.3 prefers up to 64 bits. The same package reads such an integer above 2^53 as a BigInt, so that
# what it has read it writes back as another type. Its option `collapseBigIntegers`, and `encodeCanonical`, give integers.
#
# What it means for PeerLink: a number behind tag 2 breaks the rules of its frames, and the remedy for cbor-x (a BigInt) is the fault here.
# docs/protocol.md tells authors of clients both.
# Seen with Node.js 20.20.2; needs npm.

set -eu

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund --no-package-lock --ignore-scripts \
  cbor@10.0.12 cborg@6.1.5 cbor2@2.3.0 cbor-x@1.6.9 cbor-redux@1.0.0 @levischuck/tiny-cbor@0.3.6

cat >seen.mjs <<'JS'
import cbor from "cbor";
import { encode as cborg } from "cborg";
import { encode as cbor2 } from "cbor2";
import { encode as cborx } from "cbor-x";
import { encode as redux } from "cbor-redux";
import { encodeCBOR as tiny } from "@levischuck/tiny-cbor";

const hex = (bytes) => Buffer.from(bytes).toString("hex");
const greatest = 2n ** 63n - 1n;
const writers = {
  "cbor": (value) => cbor.encode(value),
  "cbor, collapseBigIntegers": (value) => cbor.encodeOne(value, { collapseBigIntegers: true }),
  "cbor, encodeCanonical": (value) => cbor.encodeCanonical(value),
  "cbor, read and written": (value) => cbor.encode(cbor.decode(Buffer.from(cborg(value)))),
  cborg,
  cbor2,
  "cbor-x": cborx,
  "cbor-redux": redux,
  "tiny-cbor": tiny,
};
for (const [name, write] of Object.entries(writers)) {
  console.log(`${name}: ${hex(write(5n))} ${hex(write(greatest))}`);
}
JS
node seen.mjs >seen
cat seen
cat >expected <<'TEXT'
cbor: c24105 c2487fffffffffffffff
cbor, collapseBigIntegers: 05 1b7fffffffffffffff
cbor, encodeCanonical: 05 1b7fffffffffffffff
cbor, read and written: 05 c2487fffffffffffffff
cborg: 05 1b7fffffffffffffff
cbor2: 05 1b7fffffffffffffff
cbor-x: 1b0000000000000005 1b7fffffffffffffff
cbor-redux: 05 1b7fffffffffffffff
tiny-cbor: 05 1b7fffffffffffffff
TEXT
diff expected seen
