package dev.weft.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weft.cli.CommandRunner.Answer;
import dev.weft.gateway.DeadWorker;
import dev.weft.gateway.GatewaySettings;
import dev.weft.gateway.ListenSettings;
import dev.weft.gateway.PoolSettings;
import dev.weft.gateway.Token;
import dev.weft.gateway.WorkerStatus;
import dev.weft.testkit.TcpProxy;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// The commands against a cluster that stays: a real Redis, a gateway, two worker processes.
class ClusterCommandsTest {
    private static final String SAMPLES = "dev.weft.cli.SampleWorkflows";
    private static final String PROCESSES = "dev.weft.cli.ProcessWorkflows";
    private static final String SECRET = NewToken.draw();
    private static final Pattern WORD_AFTER_RUN = Pattern.compile("run (\\S+)");
    private static final Duration SOON = Duration.ofSeconds(20);

    @TempDir private static Path home;
    private static StandingCluster standing;

    @TempDir private Path directory;

    @BeforeAll
    static void start() {
        Properties entries = new Properties();
        entries.setProperty(ConnectionFile.COMMAND, "weft dev");
        entries.setProperty(ConnectionFile.TOKEN, SECRET);
        ClusterPlan plan =
                ClusterPlan.of(new WorkerProcesses(128, List.of()), 1)
                        .withGateway(
                                GatewaySettings.of(
                                        ListenSettings.loopback(Token.of(SECRET)),
                                        PoolSettings.fixed(2)));
        PrintStream out = new PrintStream(System.out, true, UTF_8);
        standing =
                StandingCluster.start(plan, entries, CommandRunner.in(home).surroundings(out, out));
    }

    @AfterAll
    static void end() {
        standing.close();
        assertThat(
                        ConnectionFile.place(
                                CommandRunner.in(home).surroundings(System.out, System.out)))
                .doesNotExist();
    }

    private static Answer weft(String... args) {
        return CommandRunner.in(home).run(args);
    }

    /// Commands that are told where all of it is, instead of reading the connection file.
    private CommandRunner told() {
        return CommandRunner.in(directory)
                .with("WEFT_STORE", standing.cluster().store().uri().toString())
                .with(
                        "WEFT_STORE_PASSWORD",
                        standing.cluster().store().password().orElseThrow().get())
                .with("WEFT_GATEWAY", standing.cluster().uri().toString())
                .with("WEFT_TOKEN", SECRET);
    }

    @Test
    void aRunIsExecutedByTheWorkersThatTheConnectionFileLeadsTo() {
        Answer answer = weft("run", SAMPLES, "Ada");

        assertThat(answer.err()).contains("run by the workers of weft dev (process ");
        assertThat(answer.out()).isEqualTo("Hello, Ada\n");
        assertThat(answer.exitCode()).isZero();
        assertThat(weft("run", "--local", SAMPLES, "Ada").err()).doesNotContain("weft dev");
    }

    @Test
    void aRunIsExecutedByTheWorkersThatTheEnvironmentNames() {
        Answer answer = told().run("run", "--json", "dev.weft.examples.TreeReduction", "64");

        assertThat(answer.err()).isEmpty();
        assertThat(answer.out()).startsWith("{\"result\":2016,").contains("\"run\":\"run-");
    }

    @Test
    void aRunIdThatIsGivenTwiceIsOneRun() {
        Path trace = directory.resolve("trace");
        String[] args = {
            "run", "--run-id", "twice", PROCESSES + "#sleepers", trace.toString(), "3", "1"
        };

        assertThat(weft(args).out()).isEqualTo("3\n");
        assertThat(weft(args).out()).isEqualTo("3\n");
        assertThat(trace).content().hasLineCount(3);

        args[6] = "2";
        Answer other = weft(args);
        assertThat(other.exitCode()).isEqualTo(ExitCodes.BAD_INPUT);
        assertThat(other.err()).contains("run 'twice' exists already with another graph");
    }

    @Test
    void aRunThatNobodyWaitsForIsShownAndAttachedTo() {
        Answer detached =
                weft("run", "--detach", "--parallelism", "1", SAMPLES + "#workflow", "Ada", "2");
        String run = detached.out().strip();

        assertThat(detached.err()).contains("weft attach " + run);
        assertThat(weft("attach", run).out()).isEqualTo("Hello, AdaHello, Ada\n");
        assertThat(weft("show", run).out())
                .contains("run " + run + ": DONE, 2 of 2 tasks settled")
                .containsPattern("2 attempts, parallelism [0-9.]+ of at most 1, ")
                .contains("SampleWorkflows.greet", "SampleWorkflows.repeat");
        assertThat(weft("show", "--json", run).out())
                .contains(
                        "\"status\":\"DONE\"",
                        "\"attempts\":2",
                        "\"mostParallelism\":1,",
                        "\"functions\":[{\"name\":");
        assertThat(weft("cancel", run).out())
                .isEqualTo("run %s had ended before: DONE\n".formatted(run));
        assertThat(weft("errors", run).err()).contains("has no errors, is DONE");
    }

    @Test
    void aRunThatDoesNotExistIsNamedByEachCommand() {
        for (String command : List.of("show", "errors", "cancel", "attach", "resume")) {
            Answer answer = weft(command, "no-such-run");

            assertThat(answer.exitCode()).isEqualTo(ExitCodes.BAD_INPUT);
            assertThat(answer.err())
                    .contains("run no-such-run does not exist in ", "; weft runs lists those");
        }
    }

    @Test
    void cancellingFromElsewhereStopsRunningWork() {
        Path trace = directory.resolve("trace");
        String run =
                weft("run", "--detach", PROCESSES + "#waiting", trace.toString()).out().strip();
        await().atMost(SOON).untilAsserted(() -> assertThat(trace).hasContent("begun"));
        assertThat(weft("runs").out()).contains(run).contains("RUNNING");

        assertThat(weft("cancel", run).out()).isEqualTo("run %s is cancelled\n".formatted(run));

        await().atMost(Duration.ofSeconds(2))
                .untilAsserted(() -> assertThat(trace).hasContent("begun\ninterrupted"));
        assertThat(weft("attach", run).exitCode()).isEqualTo(ExitCodes.INTERRUPTED);
        assertThat(weft("runs", "--json").out()).doesNotContain(run);
    }

    @Test
    void aFailedRunShowsItsErrorsAndIsResumed() throws IOException {
        Path trace = directory.resolve("trace");
        Path file = directory.resolve("needed");
        Answer failed =
                weft(
                        "run",
                        "--run-id",
                        "needing",
                        PROCESSES + "#needing",
                        trace.toString(),
                        file.toString());

        assertThat(failed.exitCode()).isEqualTo(ExitCodes.RUN_FAILED);
        assertThat(weft("errors", "needing").out())
                .contains("task 1 'ProcessWorkflows.read'", "NoSuchFileException: " + file)
                .contains("attempt 1 of 1, the last, TASK_THREW", "on worker w")
                .containsSubsequence(
                        "at dev.weft.cli.ProcessWorkflows.read(", "frames of libraries");
        assertThat(weft("errors", "--json", "needing").out())
                .contains("\"status\":\"FAILED\"", "\"blame\":\"USER\"");

        Files.writeString(file, "it is there");
        assertThat(weft("resume", "needing").out()).isEqualTo("it is there\n");
        assertThat(trace).content().hasLineCount(1);
    }

    @Test
    void aRunThatGoesOnAfterAFailureSkipsOnlyWhatDependsOnIt() throws IOException {
        Path trace = directory.resolve("trace");
        String[] args = {
            "run",
            "--go-on",
            "--run-id",
            "branches",
            PROCESSES + "#branches",
            trace.toString(),
            directory.resolve("needed").toString()
        };

        assertThat(weft(args).exitCode()).isEqualTo(ExitCodes.RUN_FAILED);
        assertThat(lines(trace)).hasSize(2).last().isEqualTo("executed");
        assertThat(weft("errors", "branches").out())
                .contains("NoSuchFileException")
                .doesNotContain("notedAfter");

        Files.writeString(directory.resolve("needed"), trace.toString());
        assertThat(weft("resume", "branches").out()).contains("executed");
        assertThat(lines(trace)).as("what was committed is not done again").hasSize(2);
    }

    @Test
    void aWorkerThatIsKilledInTheMiddleOfARunIsReplacedAndItsWorkDoneAgain() throws Exception {
        Path trace = directory.resolve("trace");
        CompletableFuture<Answer> run =
                CompletableFuture.supplyAsync(() ->
                        weft(
                                "run",
                                "--lease",
                                "5m",
                                PROCESSES + "#sleepers",
                                trace.toString(),
                                "20",
                                "1000"));
        await().atMost(SOON).until(() -> Files.exists(trace) && lines(trace).size() >= 20);
        long pid = Long.parseLong(lines(trace).getFirst());

        ProcessHandle.of(pid).orElseThrow().destroyForcibly();

        // Not when the lease has passed: the gateway saw the process end.
        assertThat(run.get(1, TimeUnit.MINUTES).out()).isEqualTo("190\n");
        assertThat(lines(trace)).hasSizeGreaterThan(20);
        await().atMost(SOON).until(() -> standing.cluster().status().workers().size() == 2);
        assertThat(dead(pid).lastWords()).contains("killed by signal 9 (SIGKILL)");
    }

    @Test
    void aWorkerWhoseTaskIgnoresItsInterruptionIsReplaced() {
        List<Long> before = pids();

        Answer answer = weft("run", PROCESSES + "#stubborn", "60000");

        assertThat(answer.exitCode()).isEqualTo(ExitCodes.RUN_FAILED);
        assertThat(answer.err()).contains("dev.weft.worker.AttemptTimeoutException");
        await().atMost(SOON).until(() -> pids().size() == 2 && !pids().equals(before));
        long gone = before.stream().filter(pid -> !pids().contains(pid)).findFirst().orElseThrow();
        assertThat(dead(gone).lastWords())
                .contains("exit code 5", "a task ignored its interruption");
    }

    @Test
    void aWorkerThatIsAskedToEndLetsItsTasksEnd() throws Exception {
        Path trace = directory.resolve("trace");
        CompletableFuture<Answer> run =
                CompletableFuture.supplyAsync(
                        () -> weft("run", PROCESSES + "#sleepers", trace.toString(), "10", "1000"));
        await().atMost(SOON).until(() -> Files.exists(trace) && lines(trace).size() == 10);
        long pid = Long.parseLong(lines(trace).getFirst());

        ProcessHandle.of(pid).orElseThrow().destroy();

        assertThat(run.get().out()).isEqualTo("45\n");
        assertThat(lines(trace)).hasSize(10);
        await().atMost(SOON).until(() -> !pids().contains(pid) && pids().size() == 2);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void ctrlCLeavesARunGoingIfThatIsTheAnswer() throws Exception {
        Path trace = directory.resolve("trace");
        try (WeftProcess weft = waiting(true, trace)) {
            weft.signal("INT");
            String run = runIn(weft.err().await("going? [Y/n"));
            weft.answer("y");

            weft.err().await("run %s goes on; weft attach %s".formatted(run, run));
            assertThat(weft.exitCode()).isEqualTo(ExitCodes.INTERRUPTED);
            assertThat(trace).hasContent("begun");
            assertThat(weft("cancel", run).out()).isEqualTo("run %s is cancelled\n".formatted(run));
            awaitInterruption(trace);
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aSecondCtrlCCancelsTheRun() throws Exception {
        Path trace = directory.resolve("trace");
        try (WeftProcess weft = waiting(true, trace)) {
            weft.signal("INT");
            weft.err().await("going? [Y/n");
            weft.signal("INT");

            weft.err().await("cancelling run");
            assertThat(weft.exitCode()).isEqualTo(ExitCodes.INTERRUPTED);
            awaitInterruption(trace);
        }
    }

    /// The task writes until then.
    private static void awaitInterruption(Path trace) {
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(trace).hasContent("begun\ninterrupted"));
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void withoutATerminalNobodyIsAskedAndTheRunGoesOn() throws Exception {
        Path trace = directory.resolve("trace");
        try (WeftProcess weft = waiting(false, trace)) {
            weft.signal("INT");

            String line = weft.err().await("goes on; weft attach");
            assertThat(weft.exitCode()).isEqualTo(ExitCodes.INTERRUPTED);
            assertThat(weft("cancel", runIn(line)).exitCode()).isZero();
            awaitInterruption(trace);
        }
    }

    private static String runIn(String line) {
        Matcher matcher = WORD_AFTER_RUN.matcher(line);
        assertThat(matcher.find()).isTrue();
        return matcher.group(1);
    }

    private WeftProcess waiting(boolean terminal, Path trace) throws IOException {
        WeftProcess weft =
                WeftProcess.start(
                        directory,
                        told().environment(),
                        terminal,
                        "run",
                        PROCESSES + "#waiting",
                        trace.toString());
        await().atMost(SOON).until(() -> Files.exists(trace));
        return weft;
    }

    @Test
    void aRunThatNobodyWasToldOfIsFoundByTheGateway() {
        CommandRunner withoutGateway = told().with("WEFT_GATEWAY", "");

        Answer answer = withoutGateway.run("run", SAMPLES, "Ada");

        assertThat(answer.out()).isEqualTo("Hello, Ada\n");
        assertThat(told().run("recover").out()).contains("runs go on");
        assertThat(withoutGateway.run("recover").err()).contains("a gateway must be given");
    }

    @Test
    void recoveryOnATimerGoesOnWhenTheStoreHasBeenAway() throws Exception {
        try (TcpProxy proxy = TcpProxy.to(standing.cluster().store().uri().getPort())) {
            CommandRunner through = told().with("WEFT_STORE", "redis://127.0.0.1:" + proxy.port());
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            ByteArrayOutputStream err = new ByteArrayOutputStream();
            Surroundings surroundings = through.surroundings(printing(out), printing(err));
            String[] args = {"recover", "--every", "50ms", "--json"};
            FutureTask<Integer> recovery = new FutureTask<>(() -> Main.run(args, surroundings));
            Thread thread = Thread.ofPlatform().name("recovery").start(recovery);
            await().atMost(SOON).until(() -> looks(out) >= 2);

            proxy.refuse();
            proxy.cut();
            await().atMost(SOON).until(() -> err.toString(UTF_8).contains("will look again"));
            proxy.restore();

            long before = looks(out);
            await().atMost(SOON).until(() -> looks(out) > before);
            thread.interrupt();
            assertThat(recovery.get(20, TimeUnit.SECONDS)).isEqualTo(ExitCodes.INTERRUPTED);
        }
    }

    private static PrintStream printing(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, UTF_8);
    }

    private static long looks(ByteArrayOutputStream out) {
        return out.toString(UTF_8).lines().filter(line -> line.contains("\"reissued\":")).count();
    }

    @Test
    void aWrongPasswordIsRefused() {
        Answer answer = told().with("WEFT_STORE_PASSWORD", "wrong").run("runs");

        assertThat(answer.exitCode()).isEqualTo(ExitCodes.BAD_INPUT);
        assertThat(answer.err()).startsWith("weft: store at ").contains("password").hasLineCount(1);
    }

    @Test
    void aWrongTokenIsRefusedBeforeAnythingIsSubmitted() {
        for (String shown : new String[] {"", NewToken.draw()}) {
            Answer answer = told().with("WEFT_TOKEN", shown).run("run", SAMPLES, "Ada");

            assertThat(answer.exitCode()).isEqualTo(ExitCodes.BAD_INPUT);
            assertThat(answer.err())
                    .contains(
                            "must be shown its token, was shown "
                                    + (shown.isEmpty() ? "none" : "a"))
                    .hasLineCount(1);
        }
        assertThat(weft("runs").out()).doesNotContain("0/1");
    }

    @Test
    void aGatewayThatIsNotThereIsUnreachable() {
        CommandRunner elsewhere = told().with("WEFT_GATEWAY", "http://127.0.0.1:1");
        for (String[] args : new String[][] {{"run", SAMPLES, "Ada"}, {"recover"}}) {
            Answer answer = elsewhere.run(args);

            assertThat(answer.exitCode()).isEqualTo(ExitCodes.UNREACHABLE);
            assertThat(answer.err())
                    .startsWith("weft: no answer from the gateway at http://127.0.0.1:1")
                    .hasLineCount(1);
        }
    }

    @Test
    void workersWithAnotherArchiveAreNamedBeforeAnythingIsSubmitted() throws IOException {
        Path file = directory.resolve("Other.java");
        Files.writeString(
                file,
                """
                import dev.weft.Task;
                class Other {
                    static int one() { return 1; }
                    public static Task<Integer> workflow() { return dev.weft.Weft.task(Other::one); }
                }
                """);

        Answer answer = weft("run", file.toString());

        assertThat(answer.exitCode()).isEqualTo(ExitCodes.BAD_INPUT);
        assertThat(answer.err())
                .contains("must have the application archive of what is submitted")
                .contains("--archive");
        assertThat(weft("run", "--workers", "1", "--worker-memory", "64m", file.toString()).out())
                .as("workers of its own, at the same store")
                .isEqualTo("1\n");
    }

    private static List<Long> pids() {
        return standing.cluster().status().workers().stream().map(WorkerStatus::pid).toList();
    }

    private static DeadWorker dead(long pid) {
        return standing.cluster().status().dead().stream()
                .filter(worker -> worker.pid() == pid)
                .findFirst()
                .orElseThrow();
    }

    private static List<String> lines(Path trace) throws IOException {
        return Files.readAllLines(trace);
    }
}
