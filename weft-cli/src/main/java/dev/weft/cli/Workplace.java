package dev.weft.cli;

import dev.weft.Run;
import dev.weft.Weft;
import dev.weft.model.RunLimits;
import dev.weft.spi.EngineSettings;
import java.util.Optional;

/// Where the runs of a command are executed.
interface Workplace extends AutoCloseable {
    /// Submits runs there.
    Weft weft();

    /// Whether runs go on when this process ends.
    boolean outlivesThisProcess();

    /// Makes sure that it is no matter whether this process waits.
    default void requireToStay() {
        if (!outlivesThisProcess()) {
            throw CommandException.usage(
                    "--detach must have workers that stay: --store and --gateway, or weft dev in this"
                            + " directory");
        }
    }

    /// Ends a run in a hurry, since this process is about to end; takes little more than the 2 seconds that
    /// running tasks get.
    void cancel(Run<?> run);

    @Override
    void close();

    /// Opens the engine in this process.
    ///
    /// @param application finds the application's classes
    static Workplace here(ClassLoader application, RunLimits limits) {
        return new Here(
                Weft.local(
                        EngineSettings.standard()
                                .withCaptureOutput(true, true)
                                .withLimits(limits)
                                .withApplication(application)));
    }

    /// Connects to workers that others have started.
    static Workplace elsewhere(
            Surroundings surroundings,
            Endpoints endpoints,
            Application application,
            RunLimits limits) {
        endpoints.checkGateway(
                application.hasWorkflows()
                        ? Optional.of(application.placesForWorkers())
                        : Optional.empty());
        endpoints
                .writer()
                .ifPresent(writer ->
                        surroundings.err().printf("weft: run by the workers of %s%n", writer));
        return new Elsewhere(
                Weft.connect(
                        endpoints.connection(
                                application.placesForWorkers(), limits, application.loader())));
    }

    /// This process.
    ///
    /// @param weft the local engine
    record Here(Weft weft) implements Workplace {
        @Override
        public boolean outlivesThisProcess() {
            return false;
        }

        @Override
        public void cancel(Run<?> run) {
            weft.close();
        }

        @Override
        public void close() {
            weft.close();
        }
    }

    /// Workers that others have started.
    record Elsewhere(Weft weft) implements Workplace {
        @Override
        public boolean outlivesThisProcess() {
            return true;
        }

        @Override
        public void cancel(Run<?> run) {
            run.cancel();
        }

        @Override
        public void close() {
            weft.close();
        }
    }
}
