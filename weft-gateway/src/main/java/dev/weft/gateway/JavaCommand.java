package dev.weft.gateway;

import static dev.weft.model.Checks.require;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The command by which a worker process of this machine is started.
///
/// A JVM that runs out of memory is ended by `-XX:+ExitOnOutOfMemoryError`: which of its threads lost
/// what is not known, the store knows what the worker had, and a process is replaced in less than a
/// second.
///
/// @param java the executable
/// @param heapMiB largest heap
/// @param options of the JVM; they come after Weft's own, and win against them
/// @param mainClass starts a [WorkerServer], announces it, and watches its [Lifeline]
/// @param arguments of the main class; `--worker-id` and `--gateway` with their values follow them
public record JavaCommand(
        Path java,
        String classPath,
        int heapMiB,
        List<String> options,
        String mainClass,
        List<String> arguments) {
    private static final List<String> OWN_OPTIONS =
            List.of(
                    "-XX:+ExitOnOutOfMemoryError",
                    "-XX:+DisplayVMOutputToStderr", // so that the JVM's own last words are in the
                    // tail
                    "-Dsun.net.httpserver.nodelay=true",
                    "-Dsun.net.httpserver.maxReqTime=60");

    public JavaCommand {
        require(heapMiB >= 8, "heapMiB must be >= 8, was %d", heapMiB);
        options = List.copyOf(options);
        arguments = List.copyOf(arguments);
    }

    /// The executable that runs this process.
    ///
    /// @throws IllegalStateException if the platform does not say
    public static Path javaOfThisProcess() {
        return ProcessHandle.current()
                .info()
                .command()
                .map(Path::of)
                .orElseThrow(() ->
                        new IllegalStateException(
                                "the path of this process's java is not known; name one"));
    }

    List<String> line(Launch launch) {
        List<String> line = new ArrayList<>();
        line.add(java.toString());
        line.add("-Xmx" + heapMiB + "m");
        line.addAll(OWN_OPTIONS);
        line.addAll(options);
        line.add("-cp");
        line.add(classPath);
        line.add(mainClass);
        line.addAll(arguments);
        line.addAll(List.of("--worker-id", launch.id().value()));
        line.addAll(List.of("--gateway", launch.gateway().toString()));
        return line;
    }
}
