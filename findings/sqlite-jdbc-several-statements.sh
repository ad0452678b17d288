#!/bin/sh
# sqlite-jdbc 3.54.1.0 runs all statements of a text, or only the first, depending on the method: `Statement.executeUpdate` runs all of
# "create table a(x); create table b(x)", while `Statement.execute`, `addBatch` with `executeBatch`, and `PreparedStatement.execute` run the
# first and drop the rest, without an exception or a warning. JDBC leaves several statements in one text to the driver. So a migration that
# worked by one method makes half of its tables by the other, and nothing tells so.
#
# What it means for PeerLink: it hands over one statement at a time, wherever it changes a database.
# Needs a JDK 25 (JAVA_HOME) and Maven. Seen with Temurin 25.0.3 on Linux x86-64.

set -eu

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
for artifact in org.xerial:sqlite-jdbc:3.54.1.0 org.slf4j:slf4j-api:2.0.17 org.slf4j:slf4j-nop:2.0.17; do
  mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:3.11.0:copy \
    -Dartifact=$artifact -DoutputDirectory="$folder/lib" </dev/null
done

cat >Several.java <<'JAVA'
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

class Several {
    private static final String TWO = "create table a(x); create table b(x)";

    private interface Run {
        void run(Connection connection, Statement statement) throws SQLException;
    }

    public static void main(String[] arguments) throws Exception {
        tables("Statement.executeUpdate", (connection, statement) -> statement.executeUpdate(TWO));
        tables("Statement.execute", (connection, statement) -> statement.execute(TWO));
        tables("Statement.executeBatch", (connection, statement) -> {
            statement.addBatch(TWO);
            statement.executeBatch();
        });
        tables("PreparedStatement.execute", (connection, statement) -> {
            try (PreparedStatement prepared = connection.prepareStatement(TWO)) {
                prepared.execute();
            }
        });
    }

    private static void tables(String method, Run run) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite::memory:");
                Statement statement = connection.createStatement()) {
            run.run(connection, statement);
            boolean isWarned = connection.getWarnings() != null || statement.getWarnings() != null;
            try (ResultSet names = statement.executeQuery("select group_concat(name) from sqlite_schema")) {
                System.out.println(method + ": " + names.getString(1) + (isWarned ? ", with a warning" : ""));
            }
        }
    }
}
JAVA
"${JAVA_HOME:?}/bin/java" --enable-native-access=ALL-UNNAMED -cp "lib/*" Several.java >seen
cat seen
cat >expected <<'TEXT'
Statement.executeUpdate: a,b
Statement.execute: a
Statement.executeBatch: a
PreparedStatement.execute: a
TEXT
diff expected seen
