package peerlink.api;

import java.util.Locale;

/** Whom a directory tells of a peer that announces itself there; each of these also allows what those after it do. */
public enum Visibility {
    /** It is listed, watched, and found by the beginning of its name, as far as the directory does so at all. */
    PUBLIC,
    /** It is found by those who know its peer's exact name, or its id. */
    LOOKUP_ONLY,
    /** It is found by its peer's id alone: the directory keeps its name for its key, and answers nobody who asks for it. */
    HIDDEN;

    /** Returns the word on the wire, such as {@code lookup-only}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Tells whether lists, watches and searches by prefix tell of it. */
    public boolean isListed() {
        return this == PUBLIC;
    }

    /** Tells whether it is found by its exact name. */
    public boolean isNamed() {
        return this != HIDDEN;
    }
}
