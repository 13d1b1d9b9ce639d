package dev.weft.cli;

import dev.weft.Arg;
import dev.weft.Run;
import dev.weft.Weft;
import dev.weft.model.RunStatistics;
import dev.weft.spi.EngineSettings;
import java.io.PrintStream;

/// Runs a workflow for somebody who waits: with progress on a terminal, and cancelled by Ctrl-C.
final class Execution implements AutoCloseable {
    private final Surroundings surroundings;
    private final TaskOutput output;
    private final Weft weft;

    /// @param application finds the workflow's classes
    /// @param taskOut where tasks' standard output goes
    Execution(Surroundings surroundings, ClassLoader application, PrintStream taskOut) {
        this.surroundings = surroundings;
        this.output = new TaskOutput(taskOut, surroundings.err());
        EngineSettings settings =
                EngineSettings.standard()
                        .withCaptureOutput(true, true)
                        .withApplication(application);
        this.weft = Weft.local(settings);
    }

    /// Waits for the result.
    <R> Finished<R> run(Arg<? extends R> sink) throws InterruptedException {
        Run<R> run = weft.submit(sink);
        LiveProgress live = new LiveProgress(surroundings.err(), run::progress);
        try (Interruption _ = new Interruption(() -> cancel(live))) {
            if (surroundings.terminal()) {
                output.above(live);
                live.start();
            }
            R result = run.await();
            return new Finished<>(result, run.statistics());
        } finally {
            end(live);
        }
    }

    private void end(LiveProgress live) {
        output.above(null);
        if (surroundings.terminal()) {
            live.close();
        }
    }

    /// Called when the process is asked to end.
    private void cancel(LiveProgress live) {
        end(live);
        surroundings.err().println("weft: cancelling; running tasks get 2 seconds to end");
        close();
    }

    @Override
    public void close() {
        weft.close();
        output.close();
    }

    /// @param result of the workflow
    record Finished<R>(R result, RunStatistics statistics) {}
}
