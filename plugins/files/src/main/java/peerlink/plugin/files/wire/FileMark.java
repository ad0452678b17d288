package peerlink.plugin.files.wire;

/**
 * The date of a file and its executable bit, as a sender tells them who wants them kept.
 *
 * @param modified the time of the last change, in seconds since 1970, {@value #MIN} to {@value
 *     #MAX}: the years 1 to 9999
 * @param isExecutable whether its owner may run it
 */
public record FileMark(long modified, boolean isExecutable) {
    static final long MIN = -62_135_596_800L;
    static final long MAX = 253_402_300_799L;

    /** Returns a mark with the nearest time that there may be. */
    public static FileMark of(long modified, boolean isExecutable) {
        return new FileMark(Math.clamp(modified, MIN, MAX), isExecutable);
    }
}
