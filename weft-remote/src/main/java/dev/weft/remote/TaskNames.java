package dev.weft.remote;

import dev.weft.model.FunctionProgress;
import dev.weft.model.Growth;
import dev.weft.model.RunProgress;
import dev.weft.model.TaskError;
import dev.weft.model.TaskKind;
import dev.weft.model.TaskOptions;
import dev.weft.model.TaskRecords;
import dev.weft.model.TaskTemplate;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What people call the tasks of a graph. The store knows numbers only.
final class TaskNames {
    private final TaskRecords records;
    private final int tasks;
    private final Map<Integer, String> byTemplate = new LinkedHashMap<>();

    TaskNames(TaskRecords records, int tasks) {
        this.records = records;
        this.tasks = tasks;
        for (int task = 0; task < tasks; task++) {
            byTemplate.computeIfAbsent(records.templateOf(task), this::nameOf);
        }
    }

    private String nameOf(int template) {
        TaskTemplate found = records.template(template);
        TaskOptions options = found.options();
        return options.name().isEmpty() ? function(found) : options.name();
    }

    private String function(TaskTemplate template) {
        return records.function(template.function()).identity().displayName();
    }

    /// Counts tasks by name, in the order in which the graph names them. Then come those that the run has
    /// grown by, by label.
    ///
    /// @param failed tasks that failed for good or were skipped
    List<FunctionProgress> progress(RunProgress run, BitSet failed) {
        Map<String, int[]> counts = new LinkedHashMap<>();
        for (int task = 0; task < tasks; task++) {
            if (records.template(records.templateOf(task)).kind() == TaskKind.EXIT) {
                continue; // only a place that another task takes
            }
            count(run, failed, task, byTemplate.getOrDefault(records.templateOf(task), ""), counts);
        }
        for (Growth growth : GrowthsThatCount.of(run)) {
            for (int i = 0; i < growth.tasks(); i++) {
                count(run, failed, growth.firstTask() + i, growth.label(), counts);
            }
        }
        List<FunctionProgress> all = new ArrayList<>(counts.size());
        counts.forEach((name, count) ->
                all.add(
                        new FunctionProgress(
                                name, count[0], count[1], count[2], count[4], count[3])));
        return all;
    }

    private static void count(
            RunProgress run, BitSet failed, int task, String name, Map<String, int[]> counts) {
        int[] count = counts.computeIfAbsent(name, _ -> new int[5]);
        count[0]++;
        count[1] += one(run.settled(), task);
        count[2] += one(run.started(), task);
        count[3] += one(failed, task);
        count[4] += run.retries().getOrDefault(task, 0);
    }

    private static int one(BitSet tasks, int task) {
        return tasks.get(task) ? 1 : 0;
    }

    /// An error that the store found itself, with the names of its task.
    TaskError named(TaskError error) {
        if (!error.function().isEmpty() || error.task() < 0 || error.task() >= tasks) {
            return error;
        }
        TaskTemplate template = records.template(records.templateOf(error.task()));
        return error.named(nameOf(records.templateOf(error.task())), function(template));
    }
}
