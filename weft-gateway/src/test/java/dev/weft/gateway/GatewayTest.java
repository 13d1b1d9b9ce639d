package dev.weft.gateway;

import static dev.weft.gateway.Workshop.LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.weft.model.RunLimits;
import dev.weft.model.RunRecord;
import dev.weft.model.RunStatus;
import dev.weft.model.WorkerId;
import dev.weft.spi.Invocation;
import dev.weft.spi.StoreUnavailableException;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Gateways with real worker processes.
class GatewayTest {
    private static final byte[] NOTHING = new byte[0];

    @Test
    void aRunIsExecutedByAllWorkersAndTheyAreIdleAfterwards() throws Exception {
        try (Workshop shop = new Workshop(PoolSettings.fixed(2))) {
            shop.gateway.awaitReady(LONG);
            FanRun run = shop.begin(FanRun.of("fan", 40, "*:sleep 2"));
            shop.assertDone(run);
            Set<WorkerId> workers =
                    shop.bridge.begun.stream()
                            .map(StoreBridge.Begun::worker)
                            .collect(Collectors.toSet());
            assertThat(workers).hasSize(2);
            assertThat(shop.bridge.begun).as("each task began once").hasSize(41);
            await().atMost(LONG)
                    .until(() ->
                            shop.gateway.status().workers().stream()
                                    .allMatch(worker -> worker.state() == WorkerState.IDLE));
        }
    }

    @Test
    void whatAKilledWorkerWasDoingRunsAgainAtOnceAndItIsReplaced() throws Exception {
        try (Workshop shop = new Workshop(PoolSettings.fixed(2))) {
            shop.gateway.awaitReady(LONG);
            FanRun run =
                    FanRun.of("killed", 4, "0:sleep 60000@1")
                            .withLimits(RunLimits.standard().withLease(Duration.ofMinutes(1)));
            shop.begin(run);
            shop.awaitAttempts(run, 0, 1);
            WorkerStatus victim = shop.status(shop.workerOf(run, 0));
            Workshop.signal(victim.pid(), "KILL");
            shop.assertDone(run); // long before a lease has passed
            assertThat(shop.bridge.attempts(run, 0)).isEqualTo(2);
            await().atMost(LONG).until(() -> shop.gateway.status().workers().size() == 2);
            GatewayStatus status = shop.gateway.status();
            assertThat(status.workers()).extracting(WorkerStatus::id).doesNotContain(victim.id());
            assertThat(status.restarts()).isEqualTo(1);
            assertThat(status.dead()).hasSize(1);
            assertThat(status.dead().getFirst().lastWords())
                    .startsWith("killed by signal 9 (SIGKILL), maybe by the kernel");
        }
    }

    @Test
    void whatAKilledWorkerHadNotBegunGoesToAnotherOneAtOnce() throws Exception {
        try (Workshop shop = new Workshop(PoolSettings.fixed(2), "--at-once", "1")) {
            shop.gateway.awaitReady(LONG);
            FanRun run = FanRun.of("not-begun", 20, "0:sleep 60000@1").withLimits(lateDispatch());
            shop.begin(run);
            shop.awaitAttempts(run, 0, 1);
            Workshop.signal(shop.status(shop.workerOf(run, 0)).pid(), "KILL");
            shop.assertDone(run); // or their dispatch deadline would have to pass
        }
    }

    private static RunLimits lateDispatch() {
        RunLimits standard = RunLimits.standard();
        return new RunLimits(
                standard.lease(),
                Duration.ofMinutes(1),
                standard.retention(),
                standard.hardEnd(),
                standard.poisonLimit(),
                false,
                standard.lossWindow());
    }

    @Test
    void aTaskThatRunsOutOfMemoryEndsTheRunWithThatAsItsError() throws Exception {
        try (Workshop shop = new Workshop(PoolSettings.fixed(2))) {
            FanRun run = shop.begin(FanRun.of("oom", 3, "1:oom"));
            RunRecord ended = shop.end(run);
            assertThat(ended.status()).isEqualTo(RunStatus.FAILED);
            assertThat(ended.errors().toString())
                    .contains("out of memory (Java heap space, exit code 3)");
            assertThat(shop.bridge.attempts(run, 1)).isEqualTo(3);
            await().atMost(LONG).until(() -> shop.gateway.status().dead().size() == 3);
            assertThat(shop.gateway.status().dead()).allMatch(DeadWorker::outOfMemory);
        }
    }

    @Test
    void lastWordsOfAWorkerThatEndsItselfAreInTheRunsError() throws Exception {
        try (Workshop shop = new Workshop(PoolSettings.fixed(2))) {
            FanRun run = shop.begin(FanRun.of("exits", 2, "1:exit 5"));
            RunRecord ended = shop.end(run);
            assertThat(ended.status()).isEqualTo(RunStatus.FAILED);
            assertThat(ended.errors().toString())
                    .contains("exit code 5")
                    .contains("task 1 ends its process");
        }
    }

    @Test
    void aTaskWhoseWorkersWereLostTwiceRunsAlone() throws Exception {
        try (Workshop shop = new Workshop(PoolSettings.fixed(2))) {
            FanRun run = shop.begin(FanRun.of("alone", 2, "0:exit 5@2,0:sleep 60000"));
            shop.awaitAttempts(run, 0, 3);
            WorkerId third = shop.workerOf(run, 0);
            assertThat(shop.status(third).state()).isEqualTo(WorkerState.ALONE);
            FanRun other = shop.begin(FanRun.of("other", 6, ""));
            shop.assertDone(other);
            assertThat(shop.bridge.begun)
                    .filteredOn(begun -> begun.run().equals(other.key()))
                    .extracting(StoreBridge.Begun::worker)
                    .doesNotContain(third);
        }
    }

    @Test
    void aPausedWorkerGetsNothingUntilItAnswersAgain() throws Exception {
        try (Workshop shop = new Workshop(PoolSettings.fixed(2))) {
            shop.gateway.awaitReady(LONG);
            WorkerStatus paused = shop.gateway.status().workers().getFirst();
            Workshop.signal(paused.pid(), "STOP");
            try {
                await().atMost(LONG)
                        .until(() -> shop.status(paused.id()).state() == WorkerState.NOT_ANSWERING);
                FanRun run = shop.begin(FanRun.of("one-left", 10, ""));
                shop.assertDone(run);
            } finally {
                Workshop.signal(paused.pid(), "CONT");
            }
            await().atMost(LONG).until(() -> shop.status(paused.id()).state() == WorkerState.IDLE);
        }
    }

    @Test
    void whatAWorkerHeldThatIsPausedBeyondItsLeaseRunsElsewhere() throws Exception {
        try (Workshop shop = new Workshop(PoolSettings.fixed(2))) {
            shop.gateway.awaitReady(LONG);
            FanRun run =
                    shop.begin(
                            FanRun.of("paused", 2, "0:sleep 60000@1")
                                    .withLimits(
                                            RunLimits.standard()
                                                    .withLease(Duration.ofMillis(500))));
            shop.awaitAttempts(run, 0, 1);
            WorkerStatus paused = shop.status(shop.workerOf(run, 0));
            Workshop.signal(paused.pid(), "STOP");
            try {
                shop.assertDone(run);
                assertThat(shop.workerOf(run, 0)).isNotEqualTo(paused.id());
            } finally {
                Workshop.signal(paused.pid(), "CONT");
            }
        }
    }

    @Test
    void workIsSharedWithAWorkerThatComesLater() throws Exception {
        try (Workshop shop =
                new Workshop(PoolSettings.elastic(1, 2, Duration.ofMinutes(1)), "--at-once", "1")) {
            shop.gateway.awaitReady(LONG);
            FanRun run = shop.begin(FanRun.of("shared", 60, "*:sleep 40"));
            shop.assertDone(run);
            assertThat(shop.gateway.status().workers()).hasSize(2);
            List<WorkerId> workers =
                    shop.bridge.begun.stream().map(StoreBridge.Begun::worker).distinct().toList();
            assertThat(workers).hasSize(2);
            assertThat(shop.bridge.begun)
                    .filteredOn(begun -> begun.worker().equals(workers.getLast()))
                    .hasSizeGreaterThan(8);
        }
    }

    @Test
    void workersAreStartedForWorkAndEndedWhenTheyAreIdle() throws Exception {
        try (Workshop shop = new Workshop(PoolSettings.elastic(0, 2, Duration.ofMillis(200)))) {
            assertThat(shop.gateway.status().workers()).isEmpty();
            FanRun run = shop.begin(FanRun.of("elastic", 10, "*:sleep 20"));
            shop.assertDone(run);
            await().atMost(LONG).until(() -> shop.gateway.status().workers().isEmpty());
            assertThat(shop.gateway.status().dead())
                    .isNotEmpty()
                    .allMatch(DeadWorker::asked)
                    .allMatch(dead -> dead.lastWords().startsWith("exit code 0"));
            assertThat(shop.gateway.status().restarts()).isZero();
        }
    }

    @Test
    void aRunThatNobodyInvokedForIsFound() throws Exception {
        try (Workshop shop = new Workshop(PoolSettings.fixed(1))) {
            FanRun run = FanRun.of("orphan", 3, "");
            shop.bridge.submit(run);
            shop.assertDone(run);
        }
    }

    @Test
    void anotherGatewayGoesOnWhereOneEnded() throws Exception {
        try (Workshop shop = new Workshop(PoolSettings.fixed(1))) {
            shop.gateway.awaitReady(LONG);
            FanRun run =
                    shop.begin(
                            FanRun.of("gateways", 8, "0:sleep 60000@1,1:sleep 60000@1")
                                    .withLimits(
                                            RunLimits.standard()
                                                    .withLease(Duration.ofMillis(800))));
            shop.awaitAttempts(run, 1, 1);
            shop.gateway.close();
            try (Gateway second = shop.anotherGateway(PoolSettings.fixed(1))) {
                shop.assertDone(run);
                assertThat(second.status().dead()).isEmpty();
            }
        }
    }

    @Test
    void anInvocationThatIsDeliveredTwiceIsExecutedOnce() throws Exception {
        try (Workshop shop = new Workshop(PoolSettings.fixed(2))) {
            shop.gateway.awaitReady(LONG);
            FanRun run = FanRun.of("twice", 20, "*:sleep 5");
            Invocation roots = run.roots(shop.bridge.submit(run));
            try (HttpInvoker invoker = new HttpInvoker(shop.gateway.uri(), shop.token)) {
                invoker.invoke(roots);
                shop.gateway.invoker().invoke(roots);
                invoker.invoke(roots);
                shop.assertDone(run);
            }
            assertThat(shop.bridge.begun).hasSize(21);
        }
    }

    @Test
    void aRunOfAnotherArchiveIsRefusedAndTheClientHearsWhy() throws Exception {
        try (Workshop shop = new Workshop(PoolSettings.fixed(1), "--archive", "newer-archive")) {
            shop.gateway.awaitReady(LONG);
            FanRun run = FanRun.of("mismatch", 3, "");
            Invocation roots = run.roots(shop.bridge.submit(run));
            try (HttpInvoker invoker = new HttpInvoker(shop.gateway.uri(), shop.token)) {
                await().atMost(LONG)
                        .until(() -> {
                            invoker.invoke(roots);
                            return invoker.refusal(run.key()).isPresent();
                        });
                assertThat(invoker.refusal(run.key()).orElseThrow())
                        .contains("submitted with application archive archive,")
                        .contains("this worker has newer-archi");
            }
            assertThat(shop.bridge.begun).isEmpty();
            assertThat(shop.bridge.stores.runs().find(run.key().id()).orElseThrow().status())
                    .as("left to gateways that have its archive")
                    .isEqualTo(RunStatus.RUNNING);
        }
    }

    @Test
    void workersThatCannotStartAreReportedWithTheirLastWords() throws Exception {
        try (Workshop shop = new Workshop(PoolSettings.fixed(1), "--behave", "die")) {
            assertThatThrownBy(() -> shop.gateway.awaitReady(LONG))
                    .isInstanceOf(WorkersNotReadyException.class)
                    .hasMessageContaining("exit code 7")
                    .hasMessageContaining("no such file: important.properties");
        }
    }

    @Test
    void aWorkerThatNeverListensIsEndedAndSaysSo() throws Exception {
        PoolSettings pool = PoolSettings.fixed(1).withStartAtMost(Duration.ofMillis(300));
        try (Workshop shop = new Workshop(pool, "--behave", "silent")) {
            await().atMost(LONG).until(() -> !shop.gateway.status().dead().isEmpty());
            assertThat(shop.gateway.status().dead().getFirst().lastWords())
                    .contains("it did not listen within PT0.3S");
        }
    }

    @Test
    void wrongAndMissingTokensAreRefused() throws Exception {
        try (Workshop shop = new Workshop(PoolSettings.elastic(0, 1, Duration.ofMinutes(1)))) {
            byte[] body = InvocationFormat.encode(Invocations.of(Invocations.RUN, 0));
            for (Optional<Token> shown :
                    List.of(Optional.<Token>empty(), Optional.of(Token.random()))) {
                try (HttpCaller caller = new HttpCaller(shop.gateway.uri(), () -> shown)) {
                    assertThat(caller.call("POST", "/v1/invocations", body, LONG).status())
                            .isEqualTo(401);
                    assertThat(caller.call("GET", "/v1/workers", NOTHING, LONG).status())
                            .isEqualTo(401);
                    assertThat(caller.call("GET", "/v1/statistics", NOTHING, LONG).status())
                            .isEqualTo(401);
                    assertThat(caller.call("GET", "/v1/health", NOTHING, LONG).status())
                            .isEqualTo(200);
                }
            }
            assertThat(shop.gateway.status().workers()).isEmpty();
        }
    }

    @Test
    void damagedInvocationsAreRefused() throws Exception {
        try (Workshop shop = new Workshop(PoolSettings.elastic(0, 1, Duration.ofMinutes(1)));
                HttpCaller caller =
                        new HttpCaller(shop.gateway.uri(), () -> Optional.of(shop.token))) {
            byte[] body = InvocationFormat.encode(Invocations.of(Invocations.RUN, 0));
            HttpAnswer answer =
                    caller.call(
                            "POST", "/v1/invocations", Arrays.copyOf(body, body.length - 1), LONG);
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.text()).contains("it was truncated or altered");
            assertThat(shop.gateway.status().waitingClaims()).isZero();
        }
    }

    @Test
    void moreClaimsThanMayWaitAreRefused() throws Exception {
        PoolSettings pool =
                PoolSettings.elastic(0, 1, Duration.ofMinutes(1)).withEndAtMost(Duration.ZERO);
        try (Workshop shop = new Workshop(pool);
                Gateway small =
                        Gateway.start(
                                GatewaySettings.of(ListenSettings.loopback(shop.token), pool)
                                        .withMaxWaitingClaims(10),
                                shop.bridge.stores,
                                shop.launcher("--behave", "silent"))) {
            small.invoker().invoke(Invocations.tasks(Invocations.RUN, 0, 8));
            Invocation more = Invocations.tasks(Invocations.RUN, 8, 12);
            assertThatThrownBy(() -> small.invoker().invoke(more))
                    .isInstanceOf(StoreUnavailableException.class)
                    .hasMessageContaining("8 claims wait already (at most 10 may)");
            try (HttpCaller caller = new HttpCaller(small.uri(), () -> Optional.of(shop.token))) {
                byte[] body = InvocationFormat.encode(more);
                assertThat(caller.call("POST", "/v1/invocations", body, LONG).status())
                        .isEqualTo(503);
            }
        }
    }

    @Test
    void workersAndStatisticsAreJson() throws Exception {
        try (Workshop shop = new Workshop(PoolSettings.fixed(2));
                HttpCaller caller =
                        new HttpCaller(shop.gateway.uri(), () -> Optional.of(shop.token))) {
            shop.gateway.awaitReady(LONG);
            shop.assertDone(shop.begin(FanRun.of("json", 10, "3:exit 5@1")));
            await().atMost(LONG)
                    .until(() -> shop.gateway.status().dead().size() == 1 && allAnswer(caller));
            JsonNode all = json(caller, "/v1/workers");
            JsonNode worker = all.path("workers").path(0);
            assertThat(worker.path("pid").asLong()).isPositive();
            assertThat(worker.path("port").asInt()).isPositive();
            assertThat(worker.path("state").asString()).isEqualTo("IDLE");
            assertThat(worker.path("executing").asInt(-1)).isZero();
            assertThat(all.path("restarts").asInt()).isEqualTo(1);
            assertThat(all.path("dead").path(0).path("lastWords").asString())
                    .contains("exit code 5");
            JsonNode sum = json(caller, "/v1/statistics");
            assertThat(sum.path("workers").asInt()).isEqualTo(2);
            assertThat(sum.path("attempts").asLong()).isPositive();
        }
    }

    private static boolean allAnswer(HttpCaller caller) throws IOException {
        return json(caller, "/v1/statistics").path("answered").asInt() == 2;
    }

    private static JsonNode json(HttpCaller caller, String path) throws IOException {
        return new JsonMapper().readTree(caller.call("GET", path, NOTHING, LONG).body());
    }

    @Test
    void secretsAreInNoArgumentAndInNoOutput() throws Exception {
        try (Workshop shop = new Workshop(PoolSettings.fixed(1))) {
            shop.gateway.awaitReady(LONG);
            long pid = shop.gateway.status().workers().getFirst().pid();
            String arguments = Files.readString(Workshop.procfs(pid, "cmdline"));
            assertThat(arguments).contains("--worker-id").doesNotContain(shop.token.secret());
            String environment = Files.readString(Workshop.procfs(pid, "environ"));
            assertThat(environment)
                    .contains(Token.VARIABLE + "=" + shop.token.secret())
                    .contains("WEFT_TEST=1");
            assertThat(shop.output)
                    .anyMatch(line -> line.endsWith(": hello"))
                    .noneMatch(line -> line.contains(shop.token.secret()))
                    .noneMatch(line -> line.contains("listens at"));
        }
    }
}
