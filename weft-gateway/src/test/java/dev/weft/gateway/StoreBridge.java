package dev.weft.gateway;

import dev.weft.gateway.HttpFront.Request;
import dev.weft.gateway.HttpFront.Route;
import dev.weft.memory.InMemoryBlobStore;
import dev.weft.memory.InMemoryGraphStore;
import dev.weft.memory.InMemoryRunStore;
import dev.weft.model.Claim;
import dev.weft.model.RunKey;
import dev.weft.model.WorkerId;
import dev.weft.spi.CommitAnswer;
import dev.weft.spi.StartAnswer;
import dev.weft.spi.Stores;
import dev.weft.spi.SubmitAnswer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;

/// The in-memory store of the test's process, opened to worker processes: START and COMMIT of
/// [FanRun]s.
final class StoreBridge implements AutoCloseable {
    final Stores stores =
            new Stores(new InMemoryRunStore(), new InMemoryBlobStore(), new InMemoryGraphStore());

    /// Each execution that was allowed to begin.
    final Queue<Begun> begun = new ConcurrentLinkedQueue<>();

    private final Map<RunKey, FanRun> runs = new ConcurrentHashMap<>();
    private final HttpFront front;

    record Begun(RunKey run, int task, WorkerId worker) {}

    StoreBridge() throws IOException {
        front =
                new HttpFront(
                        new ListenSettings(
                                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                                Optional.empty()),
                        Executors.newCachedThreadPool(
                                Thread.ofPlatform().name("bridge-", 1).daemon(true).factory()),
                        List.of(
                                new Route("POST", "/start", true, 0, this::start),
                                new Route("POST", "/commit", true, 0, this::commit)));
    }

    URI uri() {
        return front.uri();
    }

    SubmitAnswer submit(FanRun run) {
        runs.put(run.key(), run);
        return stores.runs().submit(run.submission());
    }

    private record Step(FanRun run, int epoch, WorkerId worker, Claim claim, long execution) {}

    private Step step(Request request) {
        FanRun run = runs.get(RunKeyText.parse(HttpFront.parameter(request, "run")));
        if (run == null) {
            throw new RefusedException(404, "no such run");
        }
        return new Step(
                run,
                Integer.parseInt(HttpFront.parameter(request, "epoch")),
                new WorkerId(HttpFront.parameter(request, "worker")),
                new Claim(
                        Integer.parseInt(HttpFront.parameter(request, "task")),
                        Long.parseLong(HttpFront.parameter(request, "k"))),
                Long.parseLong(HttpFront.parameter(request, "execution")));
    }

    /// Answers which attempt of the task this is.
    private Reply start(Request request) {
        Step step = step(request);
        StartAnswer answer =
                stores.runs()
                        .start(
                                step.run()
                                        .start(
                                                step.worker(),
                                                step.epoch(),
                                                step.claim(),
                                                step.execution()));
        if (!FanRun.isAdopted(answer)) {
            throw new RefusedException(409, "not adopted");
        }
        begun.add(new Begun(step.run().key(), step.claim().task(), step.worker()));
        return Reply.text(200, Long.toString(attempts(step.run(), step.claim().task())));
    }

    long attempts(FanRun run, int task) {
        return begun.stream().filter(b -> b.run().equals(run.key()) && b.task() == task).count();
    }

    /// Answers which claims became ready: `task k`, one a line.
    private Reply commit(Request request) {
        Step step = step(request);
        CommitAnswer answer =
                stores.runs()
                        .commit(
                                step.run()
                                        .commit(
                                                step.worker(),
                                                step.epoch(),
                                                step.claim(),
                                                step.execution()));
        return Reply.text(
                200,
                FanRun.ready(answer).stream()
                        .map(claim -> claim.task() + " " + claim.k())
                        .collect(Collectors.joining("\n")));
    }

    @Override
    public void close() {
        front.close();
        stores.close();
    }
}
