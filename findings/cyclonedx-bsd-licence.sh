#!/bin/sh
# CycloneDX's Maven plugin (2.9.3) gives jline-terminal 4.5.0 the SPDX licence BSD-4-Clause. The library's POM only says "The BSD License", and
# its jar has the text with three clauses and names BSD-3-Clause in Bundle-License. The plugin takes the name alone for the fourth clause,
# which is the one about advertising. For Bouncy Castle 1.87, whose POM says "Bouncy Castle Licence", it gives a name without an SPDX id.
#
# What it means for PeerLink: packaging/Sbom.java does not take licences from the plugin where the library's own files say another one.
# Needs a JDK (JAVA_HOME) and Maven. Seen with Temurin 25.0.3.

set -eu

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat >pom.xml <<'XML'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>example</groupId>
  <artifactId>example</artifactId>
  <version>1</version>
  <packaging>pom</packaging>
  <dependencies>
    <dependency>
      <groupId>org.jline</groupId>
      <artifactId>jline-terminal</artifactId>
      <version>4.5.0</version>
    </dependency>
    <dependency>
      <groupId>org.bouncycastle</groupId>
      <artifactId>bcprov-jdk18on</artifactId>
      <version>1.87</version>
    </dependency>
  </dependencies>
</project>
XML
mvn -q -B org.cyclonedx:cyclonedx-maven-plugin:2.9.3:makeBom -DoutputFormat=json -DoutputName=bom </dev/null
mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:3.11.0:copy \
  -Dartifact=org.jline:jline-terminal:4.5.0 -DoutputDirectory="$folder/lib" </dev/null
cat >Licences.java <<'JAVA'
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarFile;
import java.util.regex.Pattern;

class Licences {
    public static void main(String[] arguments) throws Exception {
        String bom = Files.readString(Path.of("target/bom.json"));
        for (String name : new String[] {"jline-terminal", "bcprov-jdk18on"}) {
            var licence =
                    Pattern.compile(
                                    "\"name\" : \"" + name + "\",.*?\"licenses\" : \\[.*?\"(id|name)\" : \"([^\"]*)\"",
                                    Pattern.DOTALL)
                            .matcher(bom);
            System.out.println(name + ": " + (licence.find() ? licence.group(1) + " " + licence.group(2) : "none"));
        }
        try (var jar = new JarFile("lib/jline-terminal-4.5.0.jar")) {
            String said = jar.getManifest().getMainAttributes().getValue("Bundle-License");
            System.out.println("the jar: " + said.substring(said.lastIndexOf('/') + 1));
        }
    }
}
JAVA
"${JAVA_HOME:?}/bin/java" Licences.java | tee seen
cat >expected <<'TEXT'
jline-terminal: id BSD-4-Clause
bcprov-jdk18on: name Bouncy Castle Licence
the jar: BSD-3-Clause
TEXT
diff expected seen
