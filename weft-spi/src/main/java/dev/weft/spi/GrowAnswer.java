package dev.weft.spi;

import dev.weft.model.Growth;

/// What a request for numbers came to.
public sealed interface GrowAnswer {
    /// The numbers are the caller's.
    record Grown(Growth growth) implements GrowAnswer {}

    /// The run would have more tasks than [Grow#MOST_TASKS] or more edges than [Grow#MOST_EDGES]; nothing
    /// has changed.
    ///
    /// @param tasks how many it has
    /// @param edges how many it has
    record TooLarge(int tasks, int edges) implements GrowAnswer {}

    /// The claim is of no use for an outcome; nothing has changed.
    record Refused(Superseded reason) implements GrowAnswer {}

    /// The caller stops working for this run.
    record Over(RunOver reason) implements GrowAnswer {}
}
