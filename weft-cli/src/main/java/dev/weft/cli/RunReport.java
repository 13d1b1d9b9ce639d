package dev.weft.cli;

import dev.weft.Run;
import dev.weft.WorkflowFailedException;
import dev.weft.model.RunStatus;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Prints what a run that was waited for has come to.
///
/// @param json whether as one line for scripts
/// @param silent whether a result that is `null` is none
record RunReport(Surroundings surroundings, boolean json, boolean silent) {
    /// Where tasks' standard output goes: scripts read results from standard output, and what tasks print
    /// must not be among them.
    PrintStream taskOut() {
        return json ? surroundings.err() : surroundings.out();
    }

    /// Waits for a run that was submitted before, and prints what it has come to.
    void await(Execution execution, Run<?> run) throws InterruptedException {
        Execution.Finished<?> finished = finished(execution, run);
        print(
                run,
                finished.result(),
                new Summary(finished.statistics().elapsedNanos(), finished.statistics()));
    }

    /// Waits for a run; scripts are told of its errors, too, if it fails.
    <R> Execution.Finished<R> finished(Execution execution, Run<R> run)
            throws InterruptedException {
        try {
            return execution.await(run);
        } catch (WorkflowFailedException e) {
            if (json) {
                surroundings.out().println(ErrorLine.of(e.run(), RunStatus.FAILED, e.errors()));
            }
            throw e;
        }
    }

    void print(Run<?> run, @Nullable Object result, Summary summary) {
        if (json) {
            Map<String, Object> object = new LinkedHashMap<>();
            object.put("result", result);
            object.putAll(summary.fields());
            object.put("run", run.id().value());
            surroundings.out().println(Json.line(object));
        } else {
            if (!silent || result != null) {
                ResultText.lines(result).forEach(surroundings.out()::println);
            }
            surroundings.err().println(summary.line());
        }
    }

    /// A run that nobody waits for.
    void printDetached(Run<?> run) {
        if (json) {
            surroundings.out().println(Json.line(Map.of("run", run.id().value())));
        } else {
            surroundings.out().println(run.id());
            surroundings.err().println("weft: " + Parting.goesOn(run.id().value()));
        }
    }
}
