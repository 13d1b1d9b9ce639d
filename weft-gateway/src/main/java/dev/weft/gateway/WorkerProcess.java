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
        // Not by onExit: that takes a thread of the common pool, where others may keep all busy.
        Thread.ofPlatform()
                .name("weft-" + id + "-exit")
                .daemon(true)
                .start(() -> awaitExit(prints, errors));
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
    private void awaitExit(Thread prints, Thread errors) {
        int exitCode = -1;
        try {
            exitCode = process.waitFor();
            prints.join(READ_ON_MILLIS);
            errors.join(READ_ON_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        ended.complete(LastWords.of(exitCode, stderr.text(), reason));
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
