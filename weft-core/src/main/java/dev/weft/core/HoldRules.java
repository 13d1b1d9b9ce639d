package dev.weft.core;

import dev.weft.model.TaskOptions;

/// Decides whether an output stays in memory while its children run here, instead of being stored
/// first (delayed I/O; Carver et al., *WUKONG*, SoCC 2020, section 3.4).
///
/// @param minBytes outputs of at least this encoded size are held; [Long#MAX_VALUE] holds none
public record HoldRules(long minBytes) {
    private static final HoldRules OFF = new HoldRules(Long.MAX_VALUE);

    /// Holds nothing, which is what happens unless a plan asks for it.
    public static HoldRules off() {
        return OFF;
    }

    /// Whether any output may be held.
    public boolean enabled() {
        return minBytes != Long.MAX_VALUE;
    }

    /// Says whether an output is held. One that is not the same every time never is: children could
    /// see two versions of it.
    public boolean hold(long encodedBytes, int children, TaskOptions options) {
        return enabled() && children > 0 && options.deterministic() && encodedBytes >= minBytes;
    }
}
