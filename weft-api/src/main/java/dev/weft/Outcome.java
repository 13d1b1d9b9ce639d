package dev.weft;

import dev.weft.model.ErrorCode;
import org.jspecify.annotations.Nullable;

/// What became of one element of a fan-out that tolerates failures; see `Many.outcomes()`.
///
/// @param <R> type of the result
public sealed interface Outcome<R> {
    /// The element has a result.
    record Present<R>(@Nullable R value) implements Outcome<R> {}

    /// The element has failed for good.
    ///
    /// @param element name of the task that failed, with the element's index: `count[17]`
    /// @param code kind of the failure
    /// @param type class of what was thrown
    /// @param message what it said
    record Missing<R>(String element, ErrorCode code, String type, String message)
            implements Outcome<R> {}
}
