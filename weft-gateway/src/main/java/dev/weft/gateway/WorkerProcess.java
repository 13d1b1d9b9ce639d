package dev.weft.gateway;

import dev.weft.model.WorkerId;
import java.io.IOException;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/// A worker process of this machine.
final class WorkerProcess implements LaunchedWorker {
    private static final int TAIL_BYTES = 8 * 1024;
    private static final long READ_ON_MILLIS = 500;

    private final WorkerId id;
    private final Process process;
    private final WorkerOutput output;
    private final OutputTail stderr = new OutputTail(TAIL_BYTES);
    private final CompletableFuture<URI> ready = new CompletableFuture<>();
    private final CompletableFuture<LastWords> ended = new CompletableFuture<>();
    private volatile String reason = "";

    WorkerProcess(WorkerId id, Process process, WorkerOutput output) {
        this.id = id;
        this.process = process;
        this.output = output;
        Thread prints =
                read("stdout", new OutputReader(process.getInputStream(), null, this::print));
        Thread errors =
                read(
                        "stderr",
                        new OutputReader(
                                process.getErrorStream(),
                                stderr,
                                line -> output.line(id, true, line)));
        // The JDK's own thread has a stack too small for what hangs on it.
        var _ =
                process.onExit()
                        .thenAccept(exited ->
                                Thread.ofPlatform()
                                        .name("weft-" + id + "-exit")
                                        .daemon(true)
                                        .start(() -> complete(exited, prints, errors)));
    }

    private Thread read(String stream, OutputReader reader) {
        return Thread.ofPlatform().name("weft-" + id + "-" + stream).daemon(true).start(reader);
    }

    private void print(String line) {
        Optional<URI> announced = ready.isDone() ? Optional.empty() : Announcement.read(line);
        if (announced.isPresent()) {
            ready.complete(announced.get());
        } else {
            output.line(id, false, line);
        }
    }

    /// After all that it wrote was read; but a process that it has started may hold its output open for
    /// ever.
    private void complete(Process exited, Thread prints, Thread errors) {
        try {
            prints.join(READ_ON_MILLIS);
            errors.join(READ_ON_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        ended.complete(LastWords.of(exited.exitValue(), stderr.text(), reason));
    }

    @Override
    public WorkerId id() {
        return id;
    }

    @Override
    public long pid() {
        return process.pid();
    }

    @Override
    public CompletableFuture<URI> ready() {
        return ready;
    }

    @Override
    public CompletableFuture<LastWords> ended() {
        return ended;
    }

    @Override
    public void askToEnd(String reason) {
        becauseOf(reason);
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            // it has ended
        }
    }

    @Override
    public void kill(String reason) {
        becauseOf(reason);
        process.destroyForcibly();
    }

    private synchronized void becauseOf(String first) {
        if (process.isAlive() && reason.isEmpty()) {
            reason = first;
        }
    }
}
