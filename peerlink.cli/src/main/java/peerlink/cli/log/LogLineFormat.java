package peerlink.cli.log;

/** The format of a log's lines. */
public enum LogLineFormat {
    /** Time, level, event and its fields: for people. */
    PLAIN,
    /** One JSON object a line. */
    JSON
}
