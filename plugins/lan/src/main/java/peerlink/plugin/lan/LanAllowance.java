package peerlink.plugin.lan;

/** Allows so many things at once, and so many a second after that. Not safe for several threads. */
final class LanAllowance {
    private final double most;
    private final double perSecond;
    private double left;
    private long at;

    LanAllowance(int most, double perSecond, long nanos) {
        this.most = most;
        this.perSecond = perSecond;
        this.left = most;
        this.at = nanos;
    }

    /** Takes one of what is left at this time; false if there is none. */
    boolean take(long nanos) {
        left = Math.min(most, left + Math.max(0, nanos - at) * perSecond / 1e9);
        at = nanos;
        if (left < 1) {
            return false;
        }
        left--;
        return true;
    }
}
