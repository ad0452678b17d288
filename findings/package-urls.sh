#!/bin/sh
# A package URL, as a bill of materials has one for each library, is compared as text, so it has one form: its characters are UTF-8, and all
# but letters, digits and ".-_~:" are percent-encoded within a part (ECMA-427, "Character encoding"). Three libraries read five of that form
# and write them again. None gives back the specification's own example of a Debian package: the JavaScript packages packageurl-js 2.0.1 and
# purl 2.1.0 leave the "+" as it stands, and packageurl-java 1.5.0 (Java, beneath CycloneDX's) encodes the colon. Of "café" purl writes é as
# %E9, which is Latin-1, and packageurl-java reads two characters and writes "%FFFFFFC3…", which is no percent-encoding. Of a qualifier
# with an "&" purl makes two qualifiers. packageurl-js refuses a percent sign (%25) in a qualifier.
#
# What it means for PeerLink: its SBOM has package URLs of Maven alone, without such characters. A script that looks for a Debian
# package or a JDK ("25.0.3+9") in an SBOM should compare what the parts say, not the text.
# Needs a JDK 25 (JAVA_HOME), Maven and npm. Seen with Temurin 25.0.3 and Node.js 20.20.2.

set -eu

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:3.11.0:copy \
  -Dartifact=com.github.package-url:packageurl-java:1.5.0 -DoutputDirectory="$folder/lib" </dev/null
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund --no-package-lock --ignore-scripts packageurl-js@2.0.1 purl@2.1.0

cat >urls <<'TEXT'
pkg:maven/org.jline/jline-terminal@4.5.0?type=jar
pkg:deb/debian/attr@1:2.4.47-2%2Bb1?arch=amd64
pkg:generic/caf%C3%A9@1
pkg:generic/a@1?b=c%26d%3De
pkg:generic/a@1?b=100%25
TEXT

cat >seen.mjs <<'JS'
import { readFileSync } from "node:fs";
import { PackageURL } from "packageurl-js";
import { parse, stringify } from "purl";

const libraries = { "packageurl-js": (url) => PackageURL.fromString(url).toString(), "purl": (url) => stringify(parse(url)) };
for (const url of readFileSync("urls", "utf8").trim().split("\n")) {
  for (const [name, again] of Object.entries(libraries)) {
    let found;
    try {
      found = again(url);
    } catch (e) {
      found = "error";
    }
    console.log(`${url} ${name}: ${found === url ? "the same" : found}`);
  }
}
JS
cat >Seen.java <<'JAVA'
import com.github.packageurl.PackageURL;
import java.nio.file.Files;
import java.nio.file.Path;

class Seen {
    public static void main(String[] arguments) throws Exception {
        for (String url : Files.readAllLines(Path.of("urls"))) {
            PackageURL read = new PackageURL(url);
            String again = read.canonicalize();
            System.out.println(url + " packageurl-java: " + (again.equals(url) ? "the same" : again)
                    + (read.getName().startsWith("caf") ? ", of " + read.getName().length() + " characters" : ""));
        }
    }
}
JAVA
node seen.mjs >seen
"${JAVA_HOME:?}/bin/java" -cp "lib/*" Seen.java >>seen
cat seen
cat >expected <<'TEXT'
pkg:maven/org.jline/jline-terminal@4.5.0?type=jar packageurl-js: the same
pkg:maven/org.jline/jline-terminal@4.5.0?type=jar purl: the same
pkg:deb/debian/attr@1:2.4.47-2%2Bb1?arch=amd64 packageurl-js: pkg:deb/debian/attr@1:2.4.47-2+b1?arch=amd64
pkg:deb/debian/attr@1:2.4.47-2%2Bb1?arch=amd64 purl: pkg:deb/debian/attr@1:2.4.47-2+b1?arch=amd64
pkg:generic/caf%C3%A9@1 packageurl-js: the same
pkg:generic/caf%C3%A9@1 purl: pkg:generic/caf%E9@1
pkg:generic/a@1?b=c%26d%3De packageurl-js: the same
pkg:generic/a@1?b=c%26d%3De purl: pkg:generic/a@1?b=c&d=e
pkg:generic/a@1?b=100%25 packageurl-js: error
pkg:generic/a@1?b=100%25 purl: the same
pkg:maven/org.jline/jline-terminal@4.5.0?type=jar packageurl-java: the same
pkg:deb/debian/attr@1:2.4.47-2%2Bb1?arch=amd64 packageurl-java: pkg:deb/debian/attr@1%3A2.4.47-2%2Bb1?arch=amd64
pkg:generic/caf%C3%A9@1 packageurl-java: pkg:generic/caf%FFFFFFC3%FFFFFF83%FFFFFFC2%FFFFFFA9@1, of 5 characters
pkg:generic/a@1?b=c%26d%3De packageurl-java: the same
pkg:generic/a@1?b=100%25 packageurl-java: the same
TEXT
diff expected seen
