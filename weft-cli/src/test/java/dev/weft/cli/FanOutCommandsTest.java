package dev.weft.cli;

import static dev.weft.cli.ProcessWorkflows.FAILING;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.cli.CommandRunner.Answer;
import dev.weft.gateway.GatewaySettings;
import dev.weft.gateway.ListenSettings;
import dev.weft.gateway.PoolSettings;
import dev.weft.gateway.Token;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.spi.ToolProvider;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The commands and fan-outs of a width that is known only at run time, on a real Redis with worker processes.
class FanOutCommandsTest {
    private static final String SOURCE =
            """
            import static dev.weft.Weft.*;
            import dev.weft.Task;
            import java.util.List;
            import java.util.stream.IntStream;

            public class Counting {
                static List<Integer> upTo(int n) { return IntStream.range(0, n).boxed().toList(); }
                static int square(int n) { return n * n; }
                static int same(int n) { return n; }

                static Task<Integer> fib(int n) {
                    return n < 2
                            ? task(Counting::same, value(n))
                            : task(Integer::sum,
                                    flatten(task(Counting::fib, value(n - 1))),
                                    flatten(task(Counting::fib, value(n - 2))));
                }

                public static Task<Integer> workflow(int n) {
                    Task<Integer> pairs = forEach(Counting::square, task(Counting::upTo, value(n)))
                            .flatMap(Counting::upTo)
                            .map(Counting::square)
                            .reduce(0, Integer::sum);
                    return task(Integer::sum, pairs, flatten(task(Counting::fib, value(n))));
                }
            }
            """;

    /// Sum over i below 5 of the squares below i², and the fifth Fibonacci number.
    private static final String RESULT = (14 + 204 + 1240 + 5) + "\n";

    private static final int ELEMENTS = 20;

    @TempDir private static Path home;
    private static StandingCluster standing;

    @TempDir private Path directory;

    @BeforeAll
    static void start() {
        String secret = NewToken.draw();
        Properties entries = new Properties();
        entries.setProperty(ConnectionFile.COMMAND, "weft dev");
        entries.setProperty(ConnectionFile.TOKEN, secret);
        PrintStream out = new PrintStream(System.out, true, UTF_8);
        standing =
                StandingCluster.start(
                        ClusterPlan.of(new WorkerProcesses(128, List.of()), 2)
                                .withGateway(
                                        GatewaySettings.of(
                                                ListenSettings.loopback(Token.of(secret)),
                                                PoolSettings.fixed(2))),
                        entries,
                        CommandRunner.in(home).surroundings(out, out));
    }

    @AfterAll
    static void end() {
        standing.close();
    }

    private static Answer weft(String... args) {
        return CommandRunner.in(home).run(args);
    }

    private Path source() throws IOException {
        return Files.writeString(directory.resolve("Counting.java"), SOURCE);
    }

    @Test
    void aSourceFileIsRunByWorkers() throws IOException {
        Answer answer = weft("run", "--workers", "2", source().toString(), "5");

        assertThat(answer.err()).contains(" tasks");
        assertThat(answer.out()).isEqualTo(RESULT);
    }

    @Test
    void aJarIsRunByWorkers() throws IOException {
        Path jar = directory.resolve("counting.jar");
        Path classes = directory.resolve("classes");
        tool("javac", "-cp", System.getProperty("java.class.path"), "-d", classes, source());
        tool("jar", "--create", "--file", jar, "-C", classes, ".");

        Answer answer = weft("run", "--workers", "2", "--archive", jar.toString(), "Counting", "5");

        assertThat(answer.out()).isEqualTo(RESULT);
    }

    private static void tool(String name, Object... args) {
        int exitCode =
                ToolProvider.findFirst(name)
                        .orElseThrow()
                        .run(
                                System.out,
                                System.err,
                                List.of(args).stream()
                                        .map(Object::toString)
                                        .toArray(String[]::new));
        assertThat(exitCode).isZero();
    }

    @Test
    void oneFailedElementIsNamedShownAndResumedAlone() throws IOException {
        Path trace = directory.resolve("trace");
        Path file = directory.resolve("file");
        Answer failed =
                weft(
                        "run",
                        "--go-on",
                        "--run-id",
                        "elements",
                        "dev.weft.cli.ProcessWorkflows#elements",
                        trace.toString(),
                        file.toString(),
                        String.valueOf(ELEMENTS));

        assertThat(failed.exitCode()).isEqualTo(ExitCodes.RUN_FAILED);
        assertThat(failed.err()).contains("'ProcessWorkflows.element[17]'", "no " + file);
        assertThat(weft("errors", "elements").out())
                .contains("'ProcessWorkflows.element[17]' (ProcessWorkflows.element)");
        assertThat(weft("show", "elements").out())
                .contains("run elements: FAILED")
                .containsPattern("for each ProcessWorkflo… █+ 1/1")
                .containsPattern("in for each ProcessWork… █+ [0-9/]+  .*failed");
        assertThat(executed(trace)).isEqualTo(expected(List.of("element " + FAILING)));

        Files.createFile(file);
        assertThat(weft("resume", "elements").out())
                .isEqualTo(ELEMENTS * (ELEMENTS - 1) / 2 + "\n");
        assertThat(executed(trace))
                .isEqualTo(
                        expected(
                                List.of(
                                        "element " + FAILING,
                                        "element " + FAILING,
                                        "after " + FAILING)));
        assertThat(weft("show", "elements").out())
                .contains("run elements: DONE")
                .doesNotContain("failed");
    }

    private static List<String> executed(Path trace) throws IOException {
        return Files.readAllLines(trace).stream().sorted().toList();
    }

    /// Each of the other elements once, and these.
    private static List<String> expected(List<String> ofTheFailing) {
        return Stream.concat(
                        ofTheFailing.stream(),
                        IntStream.range(0, ELEMENTS)
                                .filter(i -> i != FAILING)
                                .boxed()
                                .flatMap(i -> List.of("element " + i, "after " + i).stream()))
                .sorted()
                .toList();
    }
}
