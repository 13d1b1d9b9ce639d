package dev.weft.testkit;

import dev.weft.spi.RunStore;
import java.util.function.Function;

/// A store that breaks one rule, and the case that must notice.
///
/// @param fault what is broken
/// @param group nested class of the contract that has the case
/// @param method the case
/// @param broken breaks the rule at the wire of a sound store
record PlantedFault(
        String fault, String group, String method, Function<RunStore, RunStore> broken) {
    ProtocolRule rule() {
        return ProtocolRule.of(group, method);
    }

    @Override
    public String toString() {
        return fault;
    }
}
