package dev.weft.spi;

/// Why a run has no more use for a step.
public enum RunOver {
    /// It has ended, or goes on in a later epoch.
    OVER,
    /// There is no such run.
    GONE
}
