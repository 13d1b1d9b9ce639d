package dev.weft.testkit;

import dev.weft.spi.RunStore;
import java.util.function.Function;

/// A store that breaks one rule, and the case that must notice.
///
/// @param rule what is broken
/// @param group nested class of the contract that has the case
/// @param method the case
/// @param broken breaks the rule at the wire of a sound store
record PlantedFault(String rule, String group, String method, Function<RunStore, RunStore> broken) {
    @Override
    public String toString() {
        return rule;
    }
}
