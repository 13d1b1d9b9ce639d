package dev.weft.cli;

import dev.weft.model.RunStatistics;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/// What a run took, for people and for scripts.
///
/// @param elapsedNanos from before the workflow was made until its result was there
record Summary(long elapsedNanos, RunStatistics statistics) {
    String line() {
        return String.format(
                Locale.ROOT,
                "%s, %,d tasks, parallelism %.2f, %s encoded",
                time(elapsedNanos),
                statistics.tasks(),
                statistics.parallelism(),
                bytes(statistics.encodedBytes()));
    }

    Map<String, Object> fields() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("elapsedMs", millis(elapsedNanos));
        fields.put("tasks", statistics.tasks());
        fields.put("attempts", statistics.attempts());
        fields.put("parallelism", Math.round(statistics.parallelism() * 100) / 100.0);
        fields.put("encodedBytes", statistics.encodedBytes());
        return fields;
    }

    static double millis(long nanos) {
        return Math.round(nanos / 1e3) / 1e3;
    }

    static String time(long nanos) {
        return nanos < 1_000_000_000L
                ? String.format(Locale.ROOT, "%.0f ms", nanos / 1e6)
                : String.format(Locale.ROOT, "%.2f s", nanos / 1e9);
    }

    static String bytes(long bytes) {
        if (bytes < 1_000) {
            return bytes + " B";
        }
        return bytes < 1_000_000
                ? String.format(Locale.ROOT, "%.1f kB", bytes / 1e3)
                : String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
    }
}
