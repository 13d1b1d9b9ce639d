package dev.weft.spi;

/// Starts workers for claims, or hands the claims to workers that wait. An invocation may be lost,
/// late or delivered twice; the protocol recovers from each.
public interface Invoker extends AutoCloseable {
    /// Passes an invocation on; does not wait for its execution.
    ///
    /// @throws StoreUnavailableException if it certainly was not passed on; it will be dispatched
    ///     again when its deadline has passed
    void invoke(Invocation invocation);

    @Override
    void close();
}
