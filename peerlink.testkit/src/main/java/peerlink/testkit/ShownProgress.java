package peerlink.testkit;

/**
 * The progress of a long task, as its plugin has shown it.
 *
 * @param title the title of the task
 * @param done the work that was done at the last look; all of it once the task has ended
 * @param total the whole of the work; 0 if unknown
 * @param unit the unit of both, such as {@code bytes}
 * @param hasEnded whether it is off the screen
 */
public record ShownProgress(String title, long done, long total, String unit, boolean hasEnded) {}
