package dev.weft.worker;

import dev.weft.model.TaskRecord;
import dev.weft.model.TaskRecords;
import dev.weft.model.TaskTemplate;
import org.jspecify.annotations.Nullable;

/// Tasks that came to a run together, with their functions and constants: those of its graph, or those that
/// the outcome of an expansion has added. Safe for many threads.
///
/// @param records in the numbers of the run
/// @param addition where the tasks come from; `null` for those of the run's graph
record Scope(
        TaskRecords records,
        RunFunctions functions,
        Constants constants,
        @Nullable Addition addition) {
    boolean holds(int task) {
        return records.holds(task);
    }

    /// Whether there is such a task, be its record here or not.
    boolean has(int task) {
        return records.has(task);
    }

    /// Whether a task is only a place that another one takes.
    boolean isExit(int task) {
        return records.isExit(task);
    }

    /// Blocks if the record is not here.
    TaskRecord record(int task) {
        return records.record(task);
    }

    PreparedTemplate template(TaskRecord record) {
        return functions.template(record.template());
    }

    /// The prepared template of a task, without the rest of its record.
    PreparedTemplate templateOf(int task) {
        return functions.template(records.templateOf(task));
    }

    /// Whether a task stands for neighbouring elements of a wide fan-out that have no tasks yet.
    boolean isRange(int task) {
        return addition != null && isRange(records.template(records.templateOf(task)));
    }

    static boolean isRange(TaskTemplate template) {
        return template.plan().filter(plan -> plan.pass() == template.function()).isPresent();
    }

    TaskTemplate plainTemplate(TaskRecord record) {
        return records.template(record.template());
    }

    /// Which elements of a fan-out the task belongs to, for people: `[3]`, or nothing.
    String elementsOf(int task) {
        return addition == null ? "" : addition.elementsOf(task);
    }
}
