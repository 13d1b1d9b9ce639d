package dev.weft.model;

/// A run id together with the random incarnation that tells this run from an earlier one of the same
/// id: keys and invocations carry both, so that nothing of the earlier run can reach this one.
///
/// @param incarnation random, drawn by the client that submits
public record RunKey(RunId id, long incarnation) {
    @Override
    public String toString() {
        return id + ":" + Long.toHexString(incarnation);
    }
}
