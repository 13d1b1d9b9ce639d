package dev.weft.core;

/// Where an output goes.
public enum OutputPlacement {
    /// As a reference, in the record of the result.
    REFERENCE,
    /// Encoded, in the record of the result.
    INLINE,
    /// Encoded, in the blob store, before the commit.
    SPREAD;

    /// Decides.
    ///
    /// @param keepsReferences whether the store is in this process
    /// @param encodedBytes size of the encoded form
    /// @param inlineLimit largest that travels inside a step
    public static OutputPlacement of(boolean keepsReferences, long encodedBytes, long inlineLimit) {
        if (keepsReferences) {
            return REFERENCE;
        }
        return encodedBytes <= inlineLimit ? INLINE : SPREAD;
    }
}
