#!/bin/sh
# The driver sqlite-jdbc 3.54.1.0 follows each prepared INSERT that is run by executeUpdate() with a statement of its own, "SELECT
# last_insert_rowid()", which it makes, compiles and runs anew every time, whether or not anybody asks for generated keys, also where the
# statement was prepared with NO_GENERATED_KEYS. The same rows by executeBatch() cost a fraction, as does the setting
# jdbc.get_generated_keys=false. The bytes of objects that a row costs show it, as they do not depend on the machine's load.
#
# What it means for PeerLink: the history keeps its messages with that setting off (docs/decisions/105-smaller-pieces.md).
# Needs a JDK 25 (JAVA_HOME) and Maven. Seen with Temurin 25.0.3.

set -eu

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:3.11.0:copy \
  -Dartifact=org.xerial:sqlite-jdbc:3.54.1.0 -DoutputDirectory="$folder/lib" </dev/null

cat >Rows.java <<'JAVA'
import java.lang.management.ManagementFactory;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.Statement;
import org.sqlite.SQLiteConfig;

class Rows {
    static final int ROWS = 20_000;

    /** Returns the bytes of objects that a row costs, the second time. */
    static long cost(boolean keys, boolean batch) throws Exception {
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        SQLiteConfig config = new SQLiteConfig();
        config.setGetGeneratedKeys(keys);
        try (Connection connection = config.createConnection("jdbc:sqlite::memory:");
                Statement plain = connection.createStatement()) {
            plain.execute("CREATE TABLE line (text TEXT)");
            long bytes = 0;
            try (PreparedStatement add =
                    connection.prepareStatement(
                            "INSERT INTO line VALUES (?)", Statement.NO_GENERATED_KEYS)) {
                for (int time = 0; time < 2; time++) {
                    plain.execute("BEGIN");
                    long before = threads.getCurrentThreadAllocatedBytes();
                    for (int i = 0; i < ROWS; i++) {
                        add.setString(1, "hello");
                        if (batch) {
                            add.addBatch();
                        } else {
                            add.executeUpdate();
                        }
                    }
                    if (batch) {
                        add.executeBatch();
                    }
                    bytes = threads.getCurrentThreadAllocatedBytes() - before;
                    plain.execute("COMMIT");
                }
            }
            return bytes / ROWS;
        }
    }

    public static void main(String[] arguments) throws Exception {
        long usual = cost(true, false);
        long without = cost(false, false);
        long batch = cost(true, true);
        System.err.println("bytes a row: " + usual + " by executeUpdate, " + without
                + " without generated keys, " + batch + " by executeBatch");
        System.out.println("executeUpdate costs more than three times as much as without generated keys: " + (usual > 3 * without));
        System.out.println("executeUpdate costs more than three times as much as executeBatch: " + (usual > 3 * batch));
    }
}
JAVA
"${JAVA_HOME:?}/bin/java" --enable-native-access=ALL-UNNAMED -cp lib/sqlite-jdbc-3.54.1.0.jar Rows.java >seen
cat seen
cat >expected <<'EOF'
executeUpdate costs more than three times as much as without generated keys: true
executeUpdate costs more than three times as much as executeBatch: true
EOF
cmp seen expected
