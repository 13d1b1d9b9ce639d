package dev.weft.gateway;

import dev.weft.model.RunId;
import dev.weft.model.RunKey;

/// A [RunKey] as it stands in a query: what its `toString` says.
final class RunKeyText {
    private RunKeyText() {}

    /// @throws RefusedException if it is none
    static RunKey parse(String text) {
        int colon = text.lastIndexOf(':');
        try {
            return new RunKey(
                    new RunId(text.substring(0, Math.max(0, colon))),
                    Long.parseUnsignedLong(text.substring(colon + 1), 16));
        } catch (IllegalArgumentException e) {
            throw new RefusedException(
                    400, "run must be <id>:<incarnation>, was '%.200s'".formatted(text));
        }
    }
}
