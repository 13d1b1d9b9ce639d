package dev.weft.cli;

import dev.weft.model.RunLimits;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Options that say where a workflow is executed.
final class WorkplaceOptions {
    @Mixin ConnectionOptions connection = new ConnectionOptions();

    @Option(
            names = "--workers",
            paramLabel = "N",
            description =
                    "Start so many worker processes for this run, and a store if there is none.")
    @Nullable Integer workers;

    @Option(
            names = "--worker-memory",
            paramLabel = "SIZE",
            converter = Quantities.MemoryConverter.class,
            description = "Heap of each worker process (default: 512m).")
    int workerMiB = WorkerProcesses.STANDARD_HEAP_MIB;

    /// Opens the workplace that the options ask for: this process if they ask for none and there is no
    /// connection file.
    Workplace open(Surroundings surroundings, Application application, RunLimits limits) {
        Optional<Endpoints> found = connection.find(surroundings);
        return workers == null && found.isEmpty()
                ? Workplace.here(application.loader(), limits)
                : connected(surroundings, application, limits, found);
    }

    /// Opens this process as the workplace.
    Workplace openHere(Application application, RunLimits limits) {
        if (workers != null) {
            throw CommandException.usage("--workers and --local exclude each other");
        }
        return Workplace.here(application.loader(), limits);
    }

    /// Opens a workplace at a store that is there.
    Workplace openAtStore(Surroundings surroundings, Application application) {
        Endpoints endpoints = connection.require(surroundings);
        return connected(surroundings, application, RunLimits.standard(), Optional.of(endpoints));
    }

    private Workplace connected(
            Surroundings surroundings,
            Application application,
            RunLimits limits,
            Optional<Endpoints> found) {
        if (workers == null) {
            return Workplace.elsewhere(surroundings, found.orElseThrow(), application, limits);
        }
        WorkerProcesses processes = new WorkerProcesses(workerMiB, application.placesForWorkers());
        return LocalCluster.start(
                ClusterPlan.of(processes, workers)
                        .withStore(found.map(Endpoints::store))
                        .withApplication(application.loader())
                        .withLimits(limits),
                surroundings);
    }
}
