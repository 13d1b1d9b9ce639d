package dev.weft.gateway;

import dev.weft.model.Claim;
import dev.weft.model.WorkerId;
import dev.weft.spi.Invocation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/// The main class of the tests' worker processes: a [FakeWorker] behind a [WorkerServer], whose tasks
/// take their steps over a [StoreBridge].
final class WorkerProcessMain {
    private final WorkerId id;
    private final HttpCaller store;

    private WorkerProcessMain(WorkerId id, HttpCaller store) {
        this.id = id;
        this.store = store;
    }

    public static void main(String[] arguments) throws Exception {
        Map<String, String> given = new HashMap<>();
        for (int i = 0; i + 1 < arguments.length; i += 2) {
            given.put(arguments[i], arguments[i + 1]);
        }
        switch (given.getOrDefault("--behave", "")) {
            case "die" -> {
                System.err.println("cannot start: no such file: important.properties");
                System.exit(7);
            }
            case "silent" -> Thread.sleep(60_000);
            default -> work(given);
        }
    }

    private static void work(Map<String, String> given) throws IOException {
        WorkerId id = new WorkerId(given.getOrDefault("--worker-id", ""));
        Token token = Token.of(System.getenv(Token.VARIABLE));
        WorkerProcessMain main =
                new WorkerProcessMain(
                        id,
                        new HttpCaller(
                                URI.create(given.getOrDefault("--store", "")), Optional::empty));
        HttpInvoker invoker =
                new HttpInvoker(URI.create(given.getOrDefault("--gateway", "")), token);
        FakeWorker worker =
                new FakeWorker(
                        id,
                        given.getOrDefault("--archive", "archive"),
                        Integer.parseInt(given.getOrDefault("--at-once", "2")),
                        main::execute,
                        invoker);
        WorkerServer server =
                WorkerServer.start(
                        WorkerServerSettings.standard(ListenSettings.loopback(token)), worker);
        Lifeline.watch(System.in, () -> System.exit(0), Duration.ofSeconds(2));
        System.out.println("hello");
        System.out.println(server.announcement());
    }

    private List<Claim> execute(Invocation invocation, Claim claim) throws InterruptedException {
        String step =
                "run=%s&epoch=%d&worker=%s&task=%d&k=%d&execution=%d"
                        .formatted(
                                invocation.run(),
                                invocation.epoch(),
                                id,
                                claim.task(),
                                claim.k(),
                                ThreadLocalRandom.current().nextLong() | 1);
        HttpAnswer started = take("/start?" + step);
        if (started.status() != 200) {
            return List.of();
        }
        Script.perform(invocation.code().graph(), claim.task(), Integer.parseInt(started.text()));
        List<Claim> ready = new ArrayList<>();
        for (String line : take("/commit?" + step).text().split("\n", -1)) {
            if (!line.isEmpty()) {
                String[] parts = line.split(" ", -1);
                ready.add(new Claim(Integer.parseInt(parts[0]), Long.parseLong(parts[1])));
            }
        }
        return ready;
    }

    private HttpAnswer take(String step) {
        try {
            return store.call("POST", step, new byte[0], Duration.ofSeconds(10));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
