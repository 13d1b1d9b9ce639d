package dev.weft.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weft.cli.CommandRunner.Answer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `weft run --workers`: a store and worker processes for one run.
class OwnWorkersTest {
    private static final String HELLO =
            """
            import static dev.weft.Weft.*;
            import dev.weft.Task;

            class Hello {
                record Greeting(String text) {}
                static Greeting greet(String name) {
                    System.out.println("greeting " + name);
                    System.err.println("no worries");
                    return new Greeting("Hello, " + name);
                }
                static String shout(Greeting greeting) { return greeting.text() + "!"; }

                public static Task<String> workflow(String name) {
                    return task(Hello::shout, task(Hello::greet, value(name)));
                }
            }
            """;

    private static final String EXAMPLE = "dev.weft.examples.FanOut";

    @TempDir private Path directory;

    @Test
    void aSourceFileIsRunByWorkersWhichEndWithTheCommand() throws Exception {
        Path file = Files.writeString(directory.resolve("Hello.java"), HELLO);

        Answer answer =
                CommandRunner.in(directory)
                        .run(
                                "run",
                                "--workers",
                                "1",
                                "--worker-memory",
                                "128m",
                                file.toString(),
                                "Ada");

        assertThat(answer.err()).contains("no worries").contains("2 tasks");
        assertThat(answer.out()).isEqualTo("greeting Ada\nHello, Ada!\n");
        assertThat(answer.exitCode()).isZero();
        assertThat(ProcessHandle.current().descendants().filter(OwnWorkersTest::isWorker))
                .isEmpty();
        assertThat(directory.toFile().list()).containsExactly("Hello.java");
    }

    @Test
    void ctrlCInterruptsTasksInTheWorkersAndEndsThem() throws Exception {
        Path trace = directory.resolve("trace");
        try (WeftProcess weft =
                WeftProcess.start(
                        directory,
                        Map.of(),
                        false,
                        "run",
                        "--workers",
                        "2",
                        "--worker-memory",
                        "128m",
                        "dev.weft.cli.ProcessWorkflows#waiting",
                        trace.toString())) {
            await().atMost(Duration.ofSeconds(30)).until(() -> Files.exists(trace));
            List<ProcessHandle> family = weft.process().toHandle().descendants().toList();

            weft.signal("INT");

            weft.err().await("cancelling; running tasks get 2 seconds to end");
            assertThat(weft.exitCode()).isEqualTo(ExitCodes.INTERRUPTED);
            assertThat(trace).hasContent("begun\ninterrupted");
            await().atMost(Duration.ofSeconds(10))
                    .until(() -> family.stream().noneMatch(ProcessHandle::isAlive));
        }
    }

    @Test
    void workersThatCannotStartAreReportedWithTheirLastWords() {
        CommandRunner withoutJava = new CommandRunner(false, directory);

        Answer answer = withoutJava.run("run", "--workers", "1", EXAMPLE, "3");

        assertThat(answer.exitCode()).isEqualTo(ExitCodes.UNREACHABLE);
        assertThat(answer.err())
                .contains("weft: no worker was ready; the latest one: could not be started")
                .contains(directory.resolve("bin/java").toString());
    }

    @Test
    void howManyAndHowLargeIsChecked() {
        assertThat(errorOf("run", "--workers", "0", EXAMPLE, "3"))
                .isEqualTo("weft: --workers must be >= 1, was 0\n");
        assertThat(errorOf("run", "--local", "--workers", "2", EXAMPLE, "3"))
                .contains("--workers and --local exclude each other");
        assertThat(errorOf("run", "--detach", EXAMPLE, "3"))
                .contains("--detach must have workers that stay");
        assertThat(errorOf("run", "--workers", "1", "--worker-memory", "8m", EXAMPLE, "3"))
                .isEqualTo("weft: --worker-memory must be >= 16m, was 8m\n");
        assertThat(errorOf("run", "--worker-memory", "lots", "A"))
                .contains("must be an amount of memory such as 512m or 2g, was 'lots'");
        assertThat(errorOf("run", "--workers", "1", "--poison-limit", "0", EXAMPLE, "3"))
                .isEqualTo("weft: --poison-limit must be >= 1, was 0\n");
        assertThat(errorOf("run", "--lease", "soon", "A"))
                .contains("must be a time such as 500ms, 10s, 5m or 2h, was 'soon'");
        assertThat(errorOf("run", "--run-id", "a b", EXAMPLE, "3"))
                .contains("run id must be 1 to 128 letters");
    }

    private static String errorOf(String... args) {
        Answer answer = CommandRunner.weft(args);
        assertThat(answer.exitCode()).isEqualTo(ExitCodes.USAGE);
        assertThat(answer.err()).hasLineCount(1);
        return answer.err();
    }

    private static boolean isWorker(ProcessHandle process) {
        return process.info().commandLine().orElse("").contains(WorkerMain.class.getName());
    }
}
