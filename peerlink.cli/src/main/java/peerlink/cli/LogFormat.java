package peerlink.cli;

/** How a log's lines look. */
enum LogFormat {
    /** Time, level, what happened and its fields: for people. */
    PLAIN,
    /** One JSON object a line. */
    JSON
}
