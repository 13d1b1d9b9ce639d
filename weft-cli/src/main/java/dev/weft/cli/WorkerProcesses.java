package dev.weft.cli;

import dev.weft.gateway.JavaCommand;
import dev.weft.gateway.ProcessLauncher;
import dev.weft.gateway.WorkerLauncher;
import dev.weft.gateway.WorkerOutput;
import dev.weft.spi.StoreAddress;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// How worker processes are started: `weft worker` on this command's own class path, with the application's
/// archive.
///
/// @param heapMiB largest heap of each
/// @param archive places of the application's classes; empty means the command's own class path
record WorkerProcesses(int heapMiB, List<Path> archive) {
    static final int STANDARD_HEAP_MIB = 512;
    private static final int LEAST_HEAP_MIB = 16;

    /// Where the launcher has its start-up cache. One that was made for another class path or JVM is
    /// skipped without a word.
    private static final String CACHE = System.getProperty("weft.aot", "");

    private static final List<String> OPTIONS =
            List.of(
                    "-XX:+UseParallelGC",
                    "-XX:-UsePerfData",
                    "-Dkryo.unsafe=false",
                    "--enable-native-access=ALL-UNNAMED",
                    "-Xlog:disable",
                    "-Xlog:all=warning:stderr",
                    "-Xlog:aot=off",
                    "-Xlog:cds=off");

    WorkerProcesses {
        if (heapMiB < LEAST_HEAP_MIB) {
            throw CommandException.usage(
                    "--worker-memory must be >= %dm, was %dm", LEAST_HEAP_MIB, heapMiB);
        }
    }

    /// @param output takes what the processes write
    WorkerLauncher launcher(Surroundings surroundings, StoreAddress store, WorkerOutput output) {
        JavaCommand command =
                new JavaCommand(
                        surroundings.javaHome().resolve("bin").resolve("java"),
                        surroundings.classPath(),
                        heapMiB,
                        options(),
                        WorkerMain.class.getName(),
                        arguments(store));
        Map<String, String> secrets =
                store.password()
                        .map(Supplier::get)
                        .map(secret -> Map.of(StoreOptions.PASSWORD_VARIABLE, secret))
                        .orElse(Map.of());
        return new ProcessLauncher(command, secrets, output);
    }

    private static List<String> options() {
        List<String> options = new ArrayList<>(OPTIONS);
        if (!CACHE.isEmpty() && Files.isReadable(Path.of(CACHE))) {
            options.add("-XX:AOTCache=" + CACHE);
        }
        String level = System.getProperty("weft.log", "");
        if (!level.isEmpty()) {
            options.add("-Dweft.log=" + level);
        }
        return options;
    }

    private List<String> arguments(StoreAddress store) {
        List<String> arguments = new ArrayList<>(List.of("--store", store.uri().toString()));
        store.trust()
                .ifPresent(trust ->
                        arguments.addAll(
                                List.of("--store-trust", trust.toAbsolutePath().toString())));
        if (!archive.isEmpty()) {
            arguments.add("--archive");
            arguments.add(
                    archive.stream()
                            .map(Path::toString)
                            .collect(Collectors.joining(File.pathSeparator)));
        }
        return arguments;
    }
}
