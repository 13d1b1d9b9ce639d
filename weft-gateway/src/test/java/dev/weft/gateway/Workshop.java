package dev.weft.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.model.RunRecord;
import dev.weft.model.RunStatus;
import dev.weft.model.WorkerId;
import dev.weft.spi.Invoker;
import dev.weft.spi.SubmitAnswer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.awaitility.Awaitility;

/// A store, a gateway and its worker processes, for one test.
final class Workshop implements AutoCloseable {
    static final Duration LONG = Duration.ofSeconds(20);
    static final int HEAP_MIB = 48;

    final StoreBridge bridge = new StoreBridge();
    final Token token = Token.random();
    final Queue<String> output = new ConcurrentLinkedQueue<>();
    final Gateway gateway;

    Workshop(PoolSettings pool, String... arguments) throws IOException {
        gateway = anotherGateway(pool, arguments);
    }

    /// One more on the same store. The caller closes it.
    Gateway anotherGateway(PoolSettings pool, String... arguments) throws IOException {
        return Gateway.start(
                GatewaySettings.of(ListenSettings.loopback(token), pool),
                bridge.stores,
                launcher(arguments));
    }

    ProcessLauncher launcher(String... arguments) {
        List<String> all = new ArrayList<>(List.of("--store", bridge.uri().toString()));
        all.addAll(List.of(arguments));
        return new ProcessLauncher(
                command(all),
                Map.of("WEFT_TEST", "1"),
                (worker, _, line) -> {
                    output.add(worker + ": " + line);
                });
    }

    static JavaCommand command(List<String> arguments) {
        return new JavaCommand(
                JavaCommand.javaOfThisProcess(),
                System.getProperty("java.class.path"),
                HEAP_MIB,
                List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto"),
                WorkerProcessMain.class.getName(),
                arguments);
    }

    /// Submits a run and invokes workers for its roots.
    FanRun begin(FanRun run) {
        SubmitAnswer answer = bridge.submit(run);
        Invoker invoker = gateway.invoker();
        invoker.invoke(run.roots(answer));
        return run;
    }

    RunRecord end(FanRun run) {
        return bridge.stores.runs().await(run.key(), LONG).orElseThrow();
    }

    void assertDone(FanRun run) {
        assertThat(end(run).status()).isEqualTo(RunStatus.DONE);
    }

    /// The worker that a task was last given to.
    WorkerId workerOf(FanRun run, int task) {
        return bridge.begun.stream()
                .filter(begun -> begun.run().equals(run.key()) && begun.task() == task)
                .reduce((_, last) -> last)
                .orElseThrow()
                .worker();
    }

    void awaitAttempts(FanRun run, int task, int attempts) {
        Awaitility.await()
                .atMost(LONG)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> bridge.attempts(run, task) >= attempts);
    }

    WorkerStatus status(WorkerId worker) {
        return gateway.status().workers().stream()
                .filter(each -> each.id().equals(worker))
                .findFirst()
                .orElseThrow();
    }

    static void signal(long pid, String signal) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("kill", "-" + signal, Long.toString(pid)).start();
        assertThat(kill.waitFor()).isZero();
    }

    static boolean isAlive(long pid) {
        return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
    }

    static Path procfs(long pid, String file) {
        return Path.of("/proc", Long.toString(pid), file);
    }

    @Override
    public void close() {
        List<Long> pids = gateway.status().workers().stream().map(WorkerStatus::pid).toList();
        gateway.close();
        bridge.close();
        assertThat(pids).as("processes left").noneMatch(Workshop::isAlive);
    }
}
