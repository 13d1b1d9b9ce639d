package dev.weft.cli;

import dev.weft.model.FunctionProgress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Makes lines of progress for people, one a function: done of total, rate, time left.
final class ProgressLines {
    private static final int MOST_LINES = 10;
    private static final int NAME_COLUMNS = 24;
    private static final int BAR_COLUMNS = 20;

    /// When each function was first seen to be under way.
    private final Map<Integer, Long> begunNanos = new HashMap<>();

    /// @param nowNanos of a clock that only goes forward
    List<String> lines(List<FunctionProgress> progress, long nowNanos) {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < progress.size(); i++) {
            FunctionProgress function = progress.get(i);
            if (function.done() + function.running() > 0) {
                begunNanos.putIfAbsent(i, nowNanos);
            }
            if (lines.size() < MOST_LINES) {
                lines.add(line(function, nowNanos - begunNanos.getOrDefault(i, nowNanos)));
            }
        }
        if (progress.size() > MOST_LINES) {
            lines.add("… and %d functions more".formatted(progress.size() - MOST_LINES));
        }
        return lines;
    }

    private static String line(FunctionProgress function, long nanos) {
        StringBuilder line = new StringBuilder(96);
        line.append(fitted(function.name()))
                .append(' ')
                .append(bar(function.done(), function.total()))
                .append(" %,d/%,d".formatted(function.done(), function.total()));
        if (function.done() > 0 && nanos > 0) {
            double perSecond = function.done() * 1e9 / nanos;
            line.append(String.format(Locale.ROOT, "  %,.0f/s", perSecond));
            if (function.done() < function.total()) {
                line.append("  ").append(left((function.total() - function.done()) / perSecond));
            }
        }
        if (function.retries() > 0) {
            line.append("  %,d retried".formatted(function.retries()));
        }
        if (function.failed() > 0) {
            line.append("  %,d failed".formatted(function.failed()));
        }
        return line.toString();
    }

    private static String fitted(String name) {
        return name.length() <= NAME_COLUMNS
                ? name + " ".repeat(NAME_COLUMNS - name.length())
                : name.substring(0, NAME_COLUMNS - 1) + "…";
    }

    private static String bar(long done, long total) {
        int full = total == 0 ? BAR_COLUMNS : (int) (done * BAR_COLUMNS / total);
        return "█".repeat(full) + "░".repeat(BAR_COLUMNS - full);
    }

    private static String left(double seconds) {
        return seconds < 120
                ? String.format(Locale.ROOT, "%.0f s left", Math.ceil(seconds))
                : String.format(Locale.ROOT, "%.0f min left", Math.ceil(seconds / 60));
    }
}
