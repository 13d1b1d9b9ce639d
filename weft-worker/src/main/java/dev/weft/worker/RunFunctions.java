package dev.weft.worker;

import dev.weft.model.TaskRecords;
import java.util.concurrent.atomic.AtomicReferenceArray;

/// The functions and templates of one run, worked out when first needed. Safe for many threads.
final class RunFunctions {
    private static final int EXPECTED_TEMPLATES = 64;

    private final TaskRecords records;
    private final FunctionLoader loader;
    private final RunCounters counters;
    private volatile AtomicReferenceArray<PreparedTemplate> templates =
            new AtomicReferenceArray<>(EXPECTED_TEMPLATES);

    RunFunctions(TaskRecords records, FunctionLoader loader, RunCounters counters) {
        this.records = records;
        this.loader = loader;
        this.counters = counters;
    }

    PreparedTemplate template(int number) {
        AtomicReferenceArray<PreparedTemplate> known = templates;
        if (number >= known.length()) {
            known = grow(number);
        }
        PreparedTemplate template = known.getAcquire(number);
        if (template == null) {
            template = PreparedTemplate.of(records, loader, counters, records.template(number));
            known.setRelease(number, template);
        }
        return template;
    }

    /// A function that combines inputs, by its number.
    LoadedFunction function(int number) {
        return new LoadedFunction(records.function(number), loader);
    }

    private synchronized AtomicReferenceArray<PreparedTemplate> grow(int number) {
        AtomicReferenceArray<PreparedTemplate> known = templates;
        if (number < known.length()) {
            return known;
        }
        AtomicReferenceArray<PreparedTemplate> larger =
                new AtomicReferenceArray<>(Math.max(number + 1, known.length() * 2));
        for (int i = 0; i < known.length(); i++) {
            larger.setRelease(i, known.getAcquire(i));
        }
        templates = larger;
        return larger;
    }
}
