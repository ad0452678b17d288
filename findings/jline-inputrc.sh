#!/bin/sh
# JLine 4.5.0 (jline-reader) reads readline's inputrc (InputRC) and says that the format is compatible, but reads it in other ways than GNU
# Readline 8.2, which bash has. In "$if term=NAME" it ignores the name: the keys for any other terminal are bound too, and those behind its
# $else never. It takes "$if version >= 7.0" and "$if editing-mode == emacs" for names of programs, so their keys are never bound.
# After an escape of three octal or two hexadecimal digits it loses the next character: "\x41b" is "A", and "\x18q", a key behind Ctrl-X, is
# Ctrl-X itself.
#
# What it means for PeerLink: its chat reads inputrc itself. By way of JLine, a key for another terminal counted, "\e[15~" had to be
# written with \e and not with \x1b, and $if with a version or a variable had no effect.
# Needs a JDK 25 (JAVA_HOME), Maven, and bash with Readline 8.1 or later. Seen with Temurin 25.0.3 and bash 5.2.15.

set -eu

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
for artifact in jline-terminal jline-native jline-reader; do
  mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:3.11.0:copy \
    -Dartifact=org.jline:$artifact:4.5.0 -DoutputDirectory="$folder/lib" </dev/null
done

cat >inputrc <<'TEXT'
$if term=rxvt
"\C-xa": "other terminal"
$else
"\C-xb": "not another terminal"
$endif
$if term=xterm
"\C-xc": "this terminal"
$endif
$if version >= 7.0
"\C-xd": "version"
$endif
$if editing-mode == emacs
"\C-xe": "variable"
$endif
$if mode=emacs
"\C-xf": "mode"
$endif
"\C-xg": "\x41b"
"\C-xh": "\101b"
"\C-xi": "\x41\x42\x43"
"\x18q": "key"
TEXT
cat >Keys.java <<'JAVA'
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeMap;
import org.jline.keymap.KeyMap;
import org.jline.reader.Binding;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.Macro;
import org.jline.reader.impl.InputRC;
import org.jline.terminal.impl.LineDisciplineTerminal;

class Keys {
    public static void main(String[] arguments) throws Exception {
        LineDisciplineTerminal terminal =
                new LineDisciplineTerminal(
                        "test", "xterm-256color", new ByteArrayOutputStream(), StandardCharsets.UTF_8);
        LineReader reader = LineReaderBuilder.builder().terminal(terminal).appName("bash").build();
        InputRC.configure(reader, Files.newBufferedReader(Path.of("inputrc")));
        KeyMap<Binding> keys = reader.getKeyMaps().get(LineReader.MAIN);
        new TreeMap<>(keys.getBoundKeys())
                .forEach(
                        (key, binding) -> {
                            if (binding instanceof Macro macro) {
                                System.out.println(
                                        "JLine: " + KeyMap.display(key) + " " + KeyMap.display(macro.getSequence()));
                            }
                        });
    }
}
JAVA
"${JAVA_HOME:?}/bin/java" -cp "lib/*" Keys.java >seen
INPUTRC="$folder/inputrc" TERM=xterm-256color bash --norc -ic 'bind -s' </dev/null 2>/dev/null | sed 's/^/Readline: /' | LC_ALL=C sort >>seen
cat seen
cat >expected <<'TEXT'
JLine: "^X" "key"
JLine: "^Xa" "other terminal"
JLine: "^Xc" "this terminal"
JLine: "^Xf" "mode"
JLine: "^Xg" "A"
JLine: "^Xh" "A"
JLine: "^Xi" "Ax42C"
Readline: "\C-xb": "not another terminal"
Readline: "\C-xc": "this terminal"
Readline: "\C-xd": "version"
Readline: "\C-xe": "variable"
Readline: "\C-xf": "mode"
Readline: "\C-xg": "Ab"
Readline: "\C-xh": "Ab"
Readline: "\C-xi": "ABC"
Readline: "\C-xq": "key"
TEXT
diff expected seen
