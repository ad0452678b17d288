package peerlink.cli.log;

/** How a log's lines look. */
public enum LogLineFormat {
    /** Time, level, what happened and its fields: for people. */
    PLAIN,
    /** One JSON object a line. */
    JSON
}
