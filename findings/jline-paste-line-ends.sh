#!/bin/sh
# JLine 4.5.0 (jline-reader) makes two line feeds of each CR LF in a bracketed paste: it turns the carriage return into a line feed and keeps
# the line feed. Text copied from a program with Windows' line ends gets an empty line between any two, where the same text with LF
# alone, or CR alone as terminals send a typed Enter, does not.
#
# What it means for PeerLink: its editor reads a paste's CR LF as one line end, so that a message is sent as it was copied.
# Needs a JDK 25 (JAVA_HOME) and Maven. Seen with Temurin 25.0.3.

set -eu

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
for artifact in jline-terminal jline-native jline-reader; do
  mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:3.11.0:copy \
    -Dartifact=org.jline:$artifact:4.5.0 -DoutputDirectory="$folder/lib" </dev/null
done

cat >Paste.java <<'JAVA'
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.terminal.Size;
import org.jline.terminal.impl.LineDisciplineTerminal;

class Paste {
    public static void main(String[] arguments) throws Exception {
        var terminal = new LineDisciplineTerminal(
                "test", "xterm", new ByteArrayOutputStream(), StandardCharsets.UTF_8);
        terminal.setSize(Size.of(80, 24));
        terminal.enterRawMode();
        LineReader reader = LineReaderBuilder.builder().terminal(terminal).build();
        for (String end : new String[] {"\n", "\r", "\r\n"}) {
            String keys = "\033[200~one" + end + "two\033[201~\r";
            terminal.processInputBytes(keys.getBytes(StandardCharsets.UTF_8));
            String line = reader.readLine("> ");
            System.out.println(shown(end) + " is read as " + shown(line));
        }
        System.exit(0);
    }

    private static String shown(String text) {
        return text.replace("\r", "CR ").replace("\n", "LF ").strip();
    }
}
JAVA
"${JAVA_HOME:?}/bin/java" -cp "lib/*" Paste.java >seen
cat seen
cat >expected <<'TEXT'
LF is read as oneLF two
CR is read as oneLF two
CR LF is read as oneLF LF two
TEXT
diff expected seen
