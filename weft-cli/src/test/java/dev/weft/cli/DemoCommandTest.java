package dev.weft.cli;

import static dev.weft.cli.CommandRunner.weft;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.cli.CommandRunner.Answer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoCommandTest {
    @TempDir private Path directory;

    private Path source() throws IOException {
        Path source = Files.createDirectories(directory.resolve("source"));
        Files.writeString(source.resolve("A.java"), "class A { A next; int longName; }\n");
        Files.writeString(source.resolve("B.java"), "class B extends A { /* A */ }\n");
        return source;
    }

    @Test
    void theMostFrequentIdentifiersComeOneALineThenTotals() throws IOException {
        Answer answer = weft("demo", "--input", source().toString());

        assertThat(answer.exitCode()).isZero();
        assertThat(answer.out())
                .startsWith(
                        """
                         1  A               3
                         2  B               1
                         3  longName        1
                         4  next            1

                        2 files, 2 lines, 6 identifiers, 4 different
                        """)
                .contains("4 tasks, parallelism ")
                .contains(" encoded, 64 B of source read\n");
        assertThat(answer.err()).isEmpty();
    }

    @Test
    void theCheckComparesWithAPlainLoop() throws IOException {
        Answer answer = weft("demo", "--check", "--chunks", "1", "--input", source().toString());

        assertThat(answer.exitCode()).isZero();
        assertThat(answer.out())
                .contains("check: equal; warm, sequential ")
                .contains(" times as fast\n");
    }

    @Test
    void jsonIsOneObjectALine() throws IOException {
        Answer answer = weft("demo", "--json", "--check", "--input", source().toString());

        assertThat(answer.out())
                .startsWith("{\"top\":[{\"identifier\":\"A\",\"count\":3},")
                .contains("\"totals\":{\"files\":2,\"notText\":0,\"lines\":2,\"identifiers\":6,")
                .contains("\"check\":{\"equal\":true,")
                .hasLineCount(1);
    }

    @Test
    void onATerminalEveryFunctionHasALineOfProgress() throws IOException {
        Answer answer =
                new CommandRunner(true, directory).run("demo", "--input", source().toString());

        assertThat(answer.exitCode()).isZero();
        assertThat(answer.err())
                .contains("count ")
                .contains("merge ")
                .contains("report ")
                .contains("████████████████████ 2/2")
                .endsWith("\u001b[?7h\u001b[J");
        assertThat(answer.out()).doesNotContain("\u001b");
    }

    @Test
    void theJdksOwnSourceIsReadByDefault() throws IOException {
        Path lib = Files.createDirectory(directory.resolve("lib"));
        zip(lib.resolve("src.zip"), "class FromTheJdk {}");

        assertThat(new CommandRunner(false, directory).run("demo").out())
                .startsWith(" 1  FromTheJdk        1\n");
    }

    @Test
    void aJdkWithoutSourceIsBadEnvironment() {
        refused(
                new CommandRunner(false, directory).run("demo"),
                ExitCodes.BAD_INPUT,
                "ships no source archive (lib/src.zip); name other Java source with --input");
    }

    @Test
    void badInputIsOneSentence() throws IOException {
        Path text = Files.writeString(directory.resolve("a.zip"), "this is no archive");
        Path binary = Files.write(directory.resolve("binary"), new byte[] {1, 2, 0, 3});
        Path empty = Files.createDirectory(directory.resolve("empty"));

        refused(weft("demo", "--input", "/no/such"), 3, "/no/such does not exist");
        refused(weft("demo", "--input", text.toString()), 3, "as a zip archive");
        refused(weft("demo", "--input", binary.toString()), 3, "holds no text");
        refused(weft("demo", "--input", empty.toString()), 3, "must hold at least one file");
        refused(weft("demo", "--chunks", "0"), 2, "--chunks must be >= 1, was 0");
        refused(weft("demo", "--chunks", "many"), 2, "'many' is not an int");
        refused(weft("demo", "--input"), 2, "--input");
        refused(weft("demo", "surplus"), 2, "surplus");
    }

    @Test
    void anArchiveThatIsDamagedFurtherOnIsBadInput() throws IOException {
        Path archive = directory.resolve("damaged.zip");
        zip(archive, "class Damaged { int a, b, c, d; }");
        byte[] bytes = Files.readAllBytes(archive);
        Arrays.fill(bytes, 40, 50, (byte) 0xFF); // in the compressed file, not in the directory
        Files.write(archive, bytes);

        refused(weft("demo", "--input", archive.toString()), 3, "cannot read A.java in " + archive);
    }

    private static void refused(Answer answer, int exitCode, String sentence) {
        assertThat(answer.err()).startsWith("weft: ").contains(sentence).hasLineCount(1);
        assertThat(answer.exitCode()).isEqualTo(exitCode);
        assertThat(answer.out()).isEmpty();
    }

    private static void zip(Path archive, String text) throws IOException {
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(archive))) {
            zip.putNextEntry(new ZipEntry("A.java"));
            zip.write(text.getBytes(StandardCharsets.UTF_8));
        }
    }
}
