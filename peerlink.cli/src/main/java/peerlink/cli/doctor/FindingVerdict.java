package peerlink.cli.doctor;

import java.util.Locale;

/** The judgement about one fact. */
public enum FindingVerdict {
    OK,
    /** It works, but peers may have it harder to reach this one. */
    WARN,
    /** Something is broken. */
    FAIL,
    /** Nobody can tell. */
    UNKNOWN;

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
