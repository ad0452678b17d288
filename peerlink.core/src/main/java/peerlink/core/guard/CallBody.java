package peerlink.core.guard;

/** The code of a guarded call. It may throw anything, or never return. */
@FunctionalInterface
public interface CallBody<T> {
    T call() throws Exception;
}
