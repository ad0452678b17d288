#!/bin/sh
# JLine 4.5.0 (jline-terminal) reads the colour of an underline as other attributes: `AttributedString.fromAnsi` makes bold and blinking
# text of ESC[58;5;1m, since it doesn't know 58 and takes the 5 and the 1 behind it for attributes. A colour given as red, green and blue
# (ESC[58;2;31;7;4m) makes the text faint, red, inverse and underlined. Terminals such as kitty and those with VTE know these sequences.
# Written with colons, as ITU-T T.416 has them, the sequence is dropped; so is the colour of the text in that form, ESC[38:5:1m, which JLine
# knows with semicolons.
#
# What it means for PeerLink: it makes no attributes of escape sequences; text from outside never reaches the terminal with them.
# Needs a JDK 25 (JAVA_HOME) and Maven. Seen with Temurin 25.0.3.

set -eu

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
for artifact in jline-terminal jline-native; do
  mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:3.11.0:copy \
    -Dartifact=org.jline:$artifact:4.5.0 -DoutputDirectory="$folder/lib" </dev/null
done

cat >Underline.java <<'JAVA'
import org.jline.utils.AttributedString;

class Underline {
    public static void main(String[] arguments) {
        for (String attributes : new String[] {"31", "38;5;1", "58;5;1", "58;2;31;7;4", "58:5:1", "38:5:1"}) {
            String read = AttributedString.fromAnsi("\033[" + attributes + "mx\033[0m").toAnsi();
            System.out.println(attributes + " becomes " + read.replace("\033", "ESC"));
        }
    }
}
JAVA
"${JAVA_HOME:?}/bin/java" -cp "lib/*" Underline.java >seen
cat seen
cat >expected <<'TEXT'
31 becomes ESC[31mxESC[0m
38;5;1 becomes ESC[31mxESC[0m
58;5;1 becomes ESC[5;1mxESC[0m
58;2;31;7;4 becomes ESC[4;7;31;2mxESC[0m
58:5:1 becomes x
38:5:1 becomes x
TEXT
diff expected seen
