#!/bin/sh
# JLine 4.5.0 (jline-reader) binds 13 keys of its four default keymaps to widgets that it does not have: Ctrl-] in the emacs keymap, "." and
# "s" in vi's command keymap, Shift-Tab in the completion menu, and others. Pressing one prints "No such widget" or does nothing; nothing
# tells at start that a binding leads nowhere.
#
# What it means for PeerLink: its editor unbinds what it has no widget for, and a test walks through the keymap.
# Needs a JDK 25 (JAVA_HOME) and Maven. Seen with Temurin 25.0.3.

set -eu

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
for artifact in jline-terminal jline-native jline-reader; do
  mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:3.11.0:copy \
    -Dartifact=org.jline:$artifact:4.5.0 -DoutputDirectory="$folder/lib" </dev/null
done

cat >Keymaps.java <<'JAVA'
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.TreeSet;
import org.jline.keymap.KeyMap;
import org.jline.reader.Binding;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.Reference;
import org.jline.reader.impl.LineReaderImpl;
import org.jline.terminal.impl.LineDisciplineTerminal;

class Keymaps {
    public static void main(String[] arguments) throws Exception {
        var terminal = new LineDisciplineTerminal(
                "test", "xterm", new ByteArrayOutputStream(), StandardCharsets.UTF_8);
        var reader = (LineReaderImpl) LineReaderBuilder.builder().terminal(terminal).build();
        for (String name : List.of("emacs", "vicmd", "viins", "menu")) {
            var missing = new TreeSet<String>();
            KeyMap<Binding> keymap = reader.getKeyMaps().get(name);
            keymap.getBoundKeys().forEach((keys, binding) -> {
                if (binding instanceof Reference widget
                        && !reader.getWidgets().containsKey(widget.name())
                        && !reader.getBuiltinWidgets().containsKey(widget.name())) {
                    missing.add(KeyMap.display(keys) + " " + widget.name());
                }
            });
            missing.forEach(one -> System.out.println(name + " " + one));
        }
        System.exit(0);
    }
}
JAVA
"${JAVA_HOME:?}/bin/java" -cp "lib/*" Keymaps.java | sort >seen
cat >expected <<'TEXT'
emacs "^X^N" infer-next-history
emacs "^[^]" character-search-backward
emacs "^]" character-search
menu "^[[9;2u" reverse-menu-complete
menu "^[[Z" reverse-menu-complete
vicmd "." vi-repeat-change
vicmd "G" vi-fetch-history
vicmd "R" vi-replace
vicmd "^[^]" character-search-backward
vicmd "s" vi-substitute
vicmd "|" vi-goto-column
viins "^P" reverse-menu-complete
viins "^[[112;5u" reverse-menu-complete
TEXT
LC_ALL=C sort -o expected expected
LC_ALL=C sort -o seen seen
diff expected seen
cat seen
