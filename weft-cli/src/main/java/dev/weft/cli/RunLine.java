package dev.weft.cli;

import dev.weft.model.RunRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// What a store knows of a run, for people and for scripts.
record RunLine(RunRecord run) {
    static final String HEAD = format("RUN", "STATUS", "SETTLED", "FOR", "SUBMITTED BY");

    String text() {
        return format(
                run.run().id().value(),
                run.status().name(),
                "%,d/%,d".formatted(run.settled(), run.tasks()),
                time(),
                run.submittedBy());
    }

    private static String format(
            String id, String status, String settled, String time, String submittedBy) {
        return "%-24s  %-9s  %15s  %8s  %s".formatted(id, status, settled, time, submittedBy);
    }

    /// How long it has been running, or ran.
    Duration elapsed() {
        Instant end = run.endedMicros() == 0 ? Instant.now() : instant(run.endedMicros());
        Duration elapsed = Duration.between(instant(run.createdMicros()), end);
        return elapsed.isNegative() ? Duration.ZERO : elapsed; // the store's clock may be ahead
    }

    String time() {
        Duration elapsed = elapsed();
        if (elapsed.compareTo(Duration.ofMinutes(2)) < 0) {
            return Summary.time(elapsed.toNanos());
        }
        return elapsed.compareTo(Duration.ofHours(2)) < 0
                ? elapsed.toMinutes() + " min"
                : elapsed.toHours() + " h";
    }

    Instant created() {
        return instant(run.createdMicros());
    }

    static Instant instant(long micros) {
        return Instant.EPOCH.plusNanos(TimeUnit.MICROSECONDS.toNanos(micros));
    }

    Map<String, Object> fields() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("run", run.run().id().value());
        fields.put("status", run.status().name());
        fields.put("tasks", run.tasks());
        fields.put("settled", run.settled());
        fields.put("epoch", run.epoch());
        fields.put("createdAt", created().toString());
        fields.put("elapsedMs", Summary.millis(elapsed().toNanos()));
        fields.put("submittedBy", run.submittedBy());
        fields.put("archive", run.code().archive());
        fields.put("errors", run.errors().size());
        return fields;
    }
}
