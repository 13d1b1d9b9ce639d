package dev.weft.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.bench.BenchCommand;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import tools.jackson.databind.json.JsonMapper;

/// Values that pass through the store and are needed by nobody any more.
class StoreMemoryTest {
    private static final long MIB = 1 << 20;

    /// Two values of 16 MiB are needed at a time.
    private static final long NEEDED = 2 * 16 * MIB;

    @Test
    void theStoreKeepsLittleMoreThanWhatIsNeeded() {
        Surroundings surroundings =
                CommandRunner.in(Path.of("target").toAbsolutePath())
                        .surroundings(System.out, System.err);
        StringWriter out = new StringWriter();
        int exitCode =
                new CommandLine(
                                new BenchCommand(
                                        settings -> BenchCluster.start(settings, surroundings), 0))
                        .setOut(new PrintWriter(out, true))
                        .execute(
                                "stream",
                                "--engine",
                                "processes",
                                "--size",
                                "512",
                                "--repetitions",
                                "1",
                                "--json");
        assertThat(exitCode).isZero();
        long most = JsonMapper.shared().readTree(out.toString()).get("mostStoreBytes").asLong();
        assertThat(most).isBetween(16 * MIB, NEEDED + 64 * MIB);
    }
}
