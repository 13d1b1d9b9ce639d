package dev.weft.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class BenchCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... args) {
        return new CommandLine(new BenchCommand(BenchCommandTest::noCluster, 0))
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(args);
    }

    private static Cluster noCluster(Cluster.Settings settings) {
        throw new IllegalArgumentException("no cluster in these tests, asked for " + settings);
    }

    private JsonNode onlyLine() {
        List<String> lines = out.toString().lines().toList();
        assertThat(lines).hasSize(1);
        return JsonMapper.shared().readTree(lines.getFirst());
    }

    @ParameterizedTest
    @CsvSource({
        "W1, 20, 22",
        "W2, 20, 20",
        "W3, 33, 32",
        "W3-10ms, 4, 3",
        "W4, 64, 113",
        "W5, 1000, 33",
        "W6, 1001, 1001",
        "W7, 1, 10",
        "W9, 2, 3",
        "million, 2000, 1801",
        "stream, 48, 7",
        "W1-dynamic, 20, 25",
        "W8, 20, 82",
        "W8-10ms, 2, 10",
        "elements, 3000, 6014"
    })
    void everyWorkloadGivesItsKnownResultAndTheFiguresThatScriptsRead(
            String workload, int size, int tasks) {
        int exit = run(workload, "--size", String.valueOf(size), "--repetitions", "2", "--json");
        assertThat(err.toString()).isEmpty();
        assertThat(exit).isZero();
        JsonNode line = onlyLine();
        assertThat(line.get("workload").asString()).isEqualTo(workload);
        assertThat(line.get("engine").asString()).isEqualTo("local");
        assertThat(line.get("size").asInt()).isEqualTo(size);
        assertThat(line.get("tasks").asInt()).isEqualTo(tasks);
        assertThat(line.get("minMs").asDouble()).isPositive();
        assertThat(line.get("medianMs").asDouble())
                .isBetween(line.get("minMs").asDouble(), line.get("maxMs").asDouble());
        assertThat(line.get("tasksPerSecond").asDouble()).isPositive();
        assertThat(line.get("roundTripsPerTask").asDouble()).isPositive();
    }

    @Test
    void dagSizesAreThoseOfTheBinaryForm() {
        assertThat(run("dag-size", "--json", "--repetitions", "1")).isZero();
        JsonNode w6 = lineOf("W6");
        assertThat(w6.get("tasks").asInt()).isEqualTo(1_001);
        assertThat(w6.get("dagBytesPerTask").asDouble()).isPositive().isLessThanOrEqualTo(24);
        assertThat(lineOf("W1").get("tasks").asInt()).isEqualTo(1_002);
        assertThat(lineOf("W1").get("dagBytes").asInt()).isPositive().isLessThan(20 * 1024);
        assertThat(lineOf("image-pipeline").get("dagBytes").asInt())
                .isPositive()
                .isLessThanOrEqualTo(3 * 1024 / 2);
        assertThat(lineOf("layered").get("tasks").asInt()).isEqualTo(100_001);
        assertThat(lineOf("layered").get("dagBytesPerTask").asDouble()).isPositive().isLessThan(8);
    }

    private JsonNode lineOf(String workload) {
        return out.toString()
                .lines()
                .map(JsonMapper.shared()::readTree)
                .filter(line -> line.get("workload").asString().endsWith(":" + workload))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void theDemosWorkIsMeasuredInTurnWithItsSequentialForm(@TempDir Path source) throws Exception {
        Files.writeString(source.resolve("A.java"), "class A { int count; }\n");
        Files.writeString(source.resolve("B.java"), "class B { A a; }\n");
        assertThat(run("demo", "--input", source.toString(), "--repetitions", "2", "--json"))
                .isZero();
        JsonNode line = onlyLine();
        assertThat(line.get("plainMs").asDouble()).isPositive();
        assertThat(line.get("ratio").asDouble()).isPositive();
    }

    @Test
    void peopleGetOneLineAWorkload() {
        assertThat(run("W1", "W2", "--size", "10", "--repetitions", "1")).isZero();
        assertThat(out.toString().lines()).hasSize(2).allMatch(line -> line.contains("tasks/s"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    W0                          | workload W0 does not exist; known: W1
                    W1 --size 0                 | size must be >= 1, was 0
                    W1 --repetitions 0          | repetitions must be >= 1, was 0
                    W1 --engine ray             | engine must be local or processes, was 'ray'
                    W4 --size 7                 | size of W4 must be a positive multiple of 4, was 7
                    W6 --size 7                 | size of W6 must be 1001, was 7
                    demo --input no-such-file   | input must exist, was no-such-file
                    W1 --size many              | Invalid value for option '--size'
                    """)
    void badInputIsRefusedBeforeAnythingRuns(String args, String says) {
        assertThat(run(args.split(" ", -1))).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(err.toString()).contains(says);
        assertThat(out.toString()).isEmpty();
    }
}
