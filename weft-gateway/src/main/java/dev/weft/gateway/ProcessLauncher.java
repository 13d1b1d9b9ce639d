package dev.weft.gateway;

import java.io.IOException;
import java.util.Map;

/// Starts worker processes on this machine.
///
/// A process gets its token by the environment variable [Token#VARIABLE], never by its arguments. It
/// says on standard output where it listens ([WorkerServer#announcement]), and ends when its standard
/// input does ([Lifeline]): with this process, whatever ends that.
///
/// Each process has two platform threads that read what it writes, and one that waits for its end. Safe for many threads.
public final class ProcessLauncher implements WorkerLauncher {
    private final JavaCommand command;
    private final Map<String, String> environment;
    private final WorkerOutput output;

    /// @param environment variables that the processes get beside those of this process
    /// @param output takes what they write, the announcement excepted
    public ProcessLauncher(
            JavaCommand command, Map<String, String> environment, WorkerOutput output) {
        this.command = command;
        this.environment = Map.copyOf(environment);
        this.output = output;
    }

    @Override
    public LaunchedWorker launch(Launch launch) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command.line(launch));
        builder.environment().putAll(environment);
        builder.environment().put(Token.VARIABLE, launch.token().secret());
        return new WorkerProcess(launch.id(), builder.start(), output);
    }
}
