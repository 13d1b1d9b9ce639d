package dev.weft.cli;

import dev.weft.Arg;
import dev.weft.Run;
import dev.weft.RunOptions;
import dev.weft.WorkflowRefusedException;
import dev.weft.model.RunStatistics;
import java.io.PrintStream;
import java.util.function.Supplier;

/// Runs a workflow for somebody who waits: with progress on a terminal. Ctrl-C cancels a run that cannot
/// go on without this process, and asks about one that can.
final class Execution implements AutoCloseable {
    private final Surroundings surroundings;
    private final TaskOutput output;
    private final Workplace workplace;

    /// @param taskOut where tasks' standard output goes
    /// @param opened opens the workplace once tasks' output is caught; closed with this
    Execution(Surroundings surroundings, PrintStream taskOut, Supplier<Workplace> opened) {
        this.surroundings = surroundings;
        this.output = new TaskOutput(taskOut, surroundings.err());
        try {
            this.workplace = opened.get();
        } catch (RuntimeException | Error e) {
            output.close();
            throw e;
        }
    }

    Workplace workplace() {
        return workplace;
    }

    /// Submits or resumes a workflow. What the store cannot take of it, constants that are too large for one, is
    /// bad input.
    static <T> T taken(Supplier<T> submission) {
        try {
            return submission.get();
        } catch (WorkflowRefusedException e) {
            throw e;
        } catch (IllegalArgumentException e) {
            throw new CommandException(ExitCodes.BAD_INPUT, "not submitted: " + e.getMessage(), e);
        }
    }

    /// Submits a workflow with a new id and waits for its result.
    <R> Finished<R> run(Arg<? extends R> sink) throws InterruptedException {
        return await(taken(() -> workplace.weft().submit(sink, RunOptions.standard())));
    }

    /// Waits for the result.
    <R> Finished<R> await(Run<R> run) throws InterruptedException {
        LiveProgress live = new LiveProgress(surroundings.err(), run::progress);
        try (Parting parting = parting(run, live)) {
            if (surroundings.terminal()) {
                output.above(live);
                live.start();
            }
            return finished(run, parting);
        } finally {
            end(live);
        }
    }

    private static <R> Finished<R> finished(Run<R> run, Parting parting)
            throws InterruptedException {
        try {
            R result = run.await();
            return new Finished<>(result, run.statistics());
        } catch (InterruptedException e) {
            if (parting.left()) {
                throw new CommandException(
                        ExitCodes.INTERRUPTED, Parting.goesOn(run.id().value()), e);
            }
            throw e;
        }
    }

    private Parting parting(Run<?> run, LiveProgress live) {
        return workplace.outlivesThisProcess()
                ? new Leaving(surroundings, run, () -> end(live))
                : new Interruption(() -> cancel(run, live));
    }

    private void end(LiveProgress live) {
        output.above(null);
        if (surroundings.terminal()) {
            live.close();
        }
    }

    /// Called when the process is asked to end.
    private void cancel(Run<?> run, LiveProgress live) {
        end(live);
        surroundings.err().println("weft: cancelling; running tasks get 2 seconds to end");
        workplace.cancel(run);
        close();
    }

    @Override
    public void close() {
        workplace.close();
        output.close();
    }

    /// @param result of the workflow
    record Finished<R>(R result, RunStatistics statistics) {}
}
