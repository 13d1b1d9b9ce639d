package dev.weft.cli;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/// The demo against a plain loop over the same functions, both warm.
///
/// @param equal whether the results are
record DemoCheck(boolean equal, long sequentialNanos, long parallelNanos) {
    private double ratio() {
        return (double) sequentialNanos / parallelNanos;
    }

    String line() {
        return String.format(
                Locale.ROOT,
                "check: %s; warm, sequential %s, as a DAG %s: %.2f times as fast",
                equal ? "equal" : "NOT EQUAL",
                Summary.time(sequentialNanos),
                Summary.time(parallelNanos),
                ratio());
    }

    Map<String, Object> fields() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("equal", equal);
        fields.put("sequentialMs", Summary.millis(sequentialNanos));
        fields.put("parallelMs", Summary.millis(parallelNanos));
        fields.put("ratio", Math.round(ratio() * 1_000) / 1_000.0);
        return fields;
    }
}
