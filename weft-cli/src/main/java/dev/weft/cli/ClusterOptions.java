package dev.weft.cli;

import dev.weft.gateway.PoolSettings;
import java.time.Duration;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Options of a gateway that stays: how many workers it keeps, and of what kind.
final class ClusterOptions {
    @Mixin ArchiveOptions archive = new ArchiveOptions();

    @Option(
            names = "--min",
            paramLabel = "N",
            description = "Workers that are kept, also with nothing to do (default: 0 with --max).")
    int min = -1;

    @Option(
            names = "--max",
            paramLabel = "N",
            description =
                    "Workers that are started while there is work for them (default with --min: one"
                            + " for each processor, at most 4).")
    int max = -1;

    @Option(
            names = "--workers",
            paramLabel = "N",
            description = "Always so many workers (default: one for each processor, at most 4).")
    int workers = -1;

    @Option(
            names = "--keep-alive",
            paramLabel = "TIME",
            converter = Quantities.DurationConverter.class,
            description =
                    "How long a worker beyond --min is kept with nothing to do (default: 1m).")
    Duration keepAlive = Duration.ofMinutes(1);

    @Option(
            names = "--worker-memory",
            paramLabel = "SIZE",
            converter = Quantities.MemoryConverter.class,
            description = "Heap of each worker (default: 512m).")
    int workerMiB = WorkerProcesses.STANDARD_HEAP_MIB;

    PoolSettings pool() {
        boolean elastic = min >= 0 || max >= 0;
        if (elastic && workers >= 0) {
            throw CommandException.usage("--workers and --min or --max exclude each other");
        }
        if (!elastic) {
            return PoolSettings.fixed(requirePositive("--workers", workers < 0 ? some() : workers));
        }
        int least = Math.max(0, min);
        int most = requirePositive("--max", max < 0 ? Math.max(least, some()) : max);
        if (most < least) {
            throw CommandException.usage("--max must be >= --min %d, was %d", least, most);
        }
        return PoolSettings.elastic(least, most, keepAlive);
    }

    private static int requirePositive(String option, int count) {
        if (count < 1) {
            throw CommandException.usage("%s must be >= 1, was %d", option, count);
        }
        return count;
    }

    private static int some() {
        return Math.clamp(Runtime.getRuntime().availableProcessors(), 1, 4);
    }

    WorkerProcesses processes() {
        return new WorkerProcesses(workerMiB, archive.places());
    }
}
