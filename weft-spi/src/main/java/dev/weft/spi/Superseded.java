package dev.weft.spi;

/// Why a claim is of no use to its caller any more. None of these is an error of the task.
public enum Superseded {
    /// Another execution has committed the task.
    DUPLICATE,
    /// A later claim was issued, and the task does not allow lost attempts to commit.
    FENCED,
    /// The store does not know the claim (any more).
    UNKNOWN,
    /// Another worker has adopted the claim.
    TAKEN,
    /// An input was committed by another execution with another value: forget the copy, try again.
    STALE_INPUT
}
