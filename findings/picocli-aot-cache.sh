#!/bin/sh
# The AOT cache of a JDK 25 (-XX:AOTCacheOutput, JEP 514) leaves out classes whose class file has version 49 (Java 5), as "old", and says so
# only in warnings of its training run. All classes of picocli 4.7.7 have that version. So a command-line program loads, parses and verifies
# each class of picocli from the jar at every start, cache or not, while its own classes and the JDK's come from the cache.
#
# What it means for PeerLink: its build adds stack maps to its copy of picocli before it makes the cache (docs/decisions/045).
# Needs a JDK 25 (JAVA_HOME), Maven and unzip. Seen with Temurin 25.0.3.

set -eu

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:3.11.0:copy \
  -Dartifact=info.picocli:picocli:4.7.7 -DoutputDirectory="$folder/lib" </dev/null

cat >Hello.java <<'JAVA'
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "hello", mixinStandardHelpOptions = true)
class Hello implements Runnable {
    @Option(names = "--name")
    String name;

    @Override
    public void run() {
        System.out.println("hello " + name);
    }

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Hello()).execute(arguments));
    }
}
JAVA
"${JAVA_HOME:?}/bin/javac" -proc:none -cp "lib/*" -d classes Hello.java
"$JAVA_HOME/bin/jar" --create --file hello.jar -C classes .
path=hello.jar:lib/picocli-4.7.7.jar

# the bytes 6 and 7 of a class file are its version
mkdir jar
unzip -q lib/picocli-4.7.7.jar 'picocli/*.class' -d jar
versions=$(find jar -name '*.class' -exec od -An -tu1 -j7 -N1 {} \; | sort | uniq -c)
echo "classes of picocli, and their version: $versions"

"$JAVA_HOME/bin/java" -XX:AOTCacheOutput=hello.aot -cp $path Hello --name bob >training 2>&1
skipped=$(grep -c 'Skipping picocli/.*: Old class has been linked' training)
"$JAVA_HOME/bin/java" -XX:AOTCache=hello.aot -Xlog:class+load -cp $path Hello --name bob >loaded

count() {
  grep -E "$1" loaded | grep -c -e "$2" || true
}
{
  echo "hello, from the cache: $(count ' Hello ' 'shared objects file')"
  echo "picocli, from the cache: $(count ' picocli[.]' 'shared objects file')"
} >seen
cat seen
echo "picocli, from the jar: $(count ' picocli[.]' 'picocli-4.7.7.jar'); left out as old: $skipped"
echo "other classes, from the cache: $(count ' (java|jdk|sun)[.]' 'shared objects file')"

cat >expected <<'TEXT'
hello, from the cache: 1
picocli, from the cache: 0
TEXT
diff expected seen
test "$skipped" -gt 50
test "$(count ' picocli[.]' 'picocli-4.7.7.jar')" -gt 50
test "$(echo "$versions" | wc -l)" = 1
