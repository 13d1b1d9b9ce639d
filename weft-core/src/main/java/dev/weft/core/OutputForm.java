package dev.weft.core;

/// In which form a result waits for its readers within a process, so that no task sees what another
/// one does to it.
public enum OutputForm {
    /// The object itself, for all.
    SHARED,
    /// Bytes for all but the last reader, who has the object itself.
    OWNED,
    /// Bytes for all.
    ENCODED;

    /// Decides.
    ///
    /// A function that only reads may return (part of) an input which others read too, so its result
    /// is never given away.
    ///
    /// @param immutable whether nobody can modify the value
    /// @param readersOnlyRead whether all its readers have promised not to
    /// @param producerOnlyReads whether its producer had shared inputs
    /// @param keepsReferences whether the store is in this process
    public static OutputForm of(
            boolean immutable,
            boolean readersOnlyRead,
            boolean producerOnlyReads,
            boolean keepsReferences) {
        if (!keepsReferences) {
            return ENCODED;
        }
        if (immutable || readersOnlyRead) {
            return SHARED;
        }
        return producerOnlyReads ? ENCODED : OWNED;
    }
}
