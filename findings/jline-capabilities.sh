#!/bin/sh
# JLine 4.5.0 (jline-terminal) can't use some of a terminal's capabilities as terminfo(5) describes them and ncurses 6.4 does. A condition with
# an "else if" (%? … %t … %e … %t … %e … %;) ends with a NoSuchElementException: so does the colour of the text (setaf) of xterm-256color,
# for every colour. Characters written in octal are put out in the branch that isn't taken as well: what switches off all attributes (sgr) of
# screen and tmux then chooses the line-drawing set (\016) and leaves it again (\017). %02x loses its leading zero: the six digits of a colour
# in linux's initc become five, and the console waits for the sixth. A value ends at an escaped comma, so the table of line-drawing characters
# (acsc) of screen and linux ends after three characters, with the backslash, and JLine can't put it out.
#
# What it means for PeerLink: it has JLine put out capabilities without parameters alone, such as cr and ed. A plugin or program that asks
# for setaf or sgr meets these.
# Needs a JDK 25 (JAVA_HOME), Maven, Python with curses, and Debian's ncurses-bin and ncurses-base. Seen with Temurin 25.0.3 and ncurses 6.4.

set -eu

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
for artifact in jline-terminal jline-native; do
  mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:3.11.0:copy \
    -Dartifact=org.jline:$artifact:4.5.0 -DoutputDirectory="$folder/lib" </dev/null
done

cat >capabilities <<'TEXT'
xterm-256color cup 4 7
xterm-256color setaf 1
xterm-256color setaf 100
xterm setf 1
screen sgr 0 0 0 0 0 0 0 0 0
tmux-256color sgr 0 0 0 0 0 0 0 0 0
linux initc 1 1000 500 0
screen acsc
linux acsc
TEXT
cat >Capabilities.java <<'JAVA'
import java.io.IOError;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import org.jline.utils.Curses;
import org.jline.utils.InfoCmp;

class Capabilities {
    public static void main(String[] arguments) throws Exception {
        for (String line : Files.readAllLines(Path.of("capabilities"))) {
            String[] words = line.split(" ");
            Map<InfoCmp.Capability, String> strings = new HashMap<>();
            InfoCmp.parseInfoCmp(InfoCmp.getInfoCmp(words[0]), new HashSet<>(), new HashMap<>(), strings);
            Object[] parameters = Arrays.stream(words).skip(2).map(Integer::valueOf).toArray();
            String written;
            try {
                written = Curses.tputs(strings.get(InfoCmp.Capability.byName(words[1])), parameters);
            } catch (IOError e) {
                written = e.getCause().getClass().getSimpleName();
            }
            System.out.println("JLine: " + line + ": " + written.replace("\033", "ESC").replace("\016", "^N").replace("\017", "^O"));
        }
    }
}
JAVA
cat >capabilities.py <<'PY'
import curses
import sys

terminal, name, *parameters = sys.argv[1:]
curses.setupterm(terminal, 1)
written = curses.tigetstr(name)
if parameters:
    written = curses.tparm(written, *map(int, parameters))
shown = written.decode("latin-1").replace("\033", "ESC").replace("\016", "^N").replace("\017", "^O")
print("ncurses:", " ".join(sys.argv[1:]) + ":", shown)
PY
"${JAVA_HOME:?}/bin/java" -cp "lib/*" Capabilities.java >seen
while read -r line; do
  # shellcheck disable=SC2086 # the words of the line are the arguments
  python3 capabilities.py $line
done <capabilities >>seen
cat seen
cat >expected <<'TEXT'
JLine: xterm-256color cup 4 7: ESC[5;8H
JLine: xterm-256color setaf 1: NoSuchElementException
JLine: xterm-256color setaf 100: NoSuchElementException
JLine: xterm setf 1: NoSuchElementException
JLine: screen sgr 0 0 0 0 0 0 0 0 0: ESC[0m^N^O
JLine: tmux-256color sgr 0 0 0 0 0 0 0 0 0: ESC[0m^N^O
JLine: linux initc 1 1000 500 0: ESC]P1ff7f0
JLine: screen acsc: StringIndexOutOfBoundsException
JLine: linux acsc: StringIndexOutOfBoundsException
ncurses: xterm-256color cup 4 7: ESC[5;8H
ncurses: xterm-256color setaf 1: ESC[31m
ncurses: xterm-256color setaf 100: ESC[38;5;100m
ncurses: xterm setf 1: ESC[34m
ncurses: screen sgr 0 0 0 0 0 0 0 0 0: ESC[0m^O
ncurses: tmux-256color sgr 0 0 0 0 0 0 0 0 0: ESC[0m^O
ncurses: linux initc 1 1000 500 0: ESC]P1ff7f00
ncurses: screen acsc: ++,,--..00``aaffgghhiijjkkllmmnnooppqqrrssttuuvvwwxxyyzz{{||}}~~
ncurses: linux acsc: ++,,--..00``aaffgghhiijjkkllmmnnooppqqrrssttuuvvwwxxyyzz{{||}}~~
TEXT
diff expected seen
