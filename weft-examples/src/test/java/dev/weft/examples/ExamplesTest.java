package dev.weft.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.weft.Arg;
import dev.weft.Run;
import dev.weft.Weft;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Every example through the local engine, with a result known from elsewhere.
class ExamplesTest {
    private static Weft weft;

    @TempDir private Path directory;

    @BeforeAll
    static void open() {
        weft = Weft.local();
    }

    @AfterAll
    static void close() {
        weft.close();
    }

    private static <R> R result(long tasks, Arg<R> workflow)
            throws InterruptedException, TimeoutException {
        Run<R> run = weft.submit(workflow);
        R result = run.await(Duration.ofMinutes(2));
        assertThat(run.statistics().tasks()).isEqualTo(tasks);
        return result;
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 7, 1_000, 1_023, 1_024, 1_025, 2_048})
    void aTreeOfPairsLosesNoLeaf(int leaves) throws Exception {
        assertThat(result(leaves - 1, TreeReduction.workflow(leaves)))
                .isEqualTo(leaves * (leaves - 1L) / 2);
    }

    @Test
    void aTreeOfGroupsKeepsTheOrder() throws Exception {
        for (int items = 2; items < 40; items++) {
            List<Arg<String>> letters =
                    new Random(items)
                            .ints(items, 'a', 'z' + 1)
                            .mapToObj(letter -> Weft.value(Character.toString(letter)))
                            .toList();
            Run<String> pairs = weft.submit(Reductions.reduce(letters, String::concat));
            Run<String> groups =
                    weft.submit(Reductions.reduce(letters, 4, several -> String.join("", several)));

            assertThat(groups.await()).hasSize(items).isEqualTo(pairs.await());
        }
    }

    @ParameterizedTest
    @CsvSource({"1,1", "1000,1", "10,5", "3,20"})
    void aFanInSeesEveryBranchOnce(int width, int times) throws Exception {
        long expected = 0;
        for (int i = 0; i < times; i++) {
            expected = expected * width + width * (width + 1L) / 2;
        }

        assertThat(result(1 + times * (width + 1L), FanOut.repeated(width, times)))
                .isEqualTo(expected);
    }

    @Test
    void wordsOfAllFilesOfADirectoryAreCounted() throws Exception {
        for (int i = 0; i < 5; i++) {
            Path file = directory.resolve("sub" + i % 2).resolve("file" + i);
            Files.createDirectories(file.getParent());
            Files.writeString(file, "once " + "more ".repeat(i));
        }

        assertThat(weft.submit(WordCount.directory(directory)).await())
                .isEqualTo(Map.of("once", 5L, "more", 10L));
        assertThat(weft.submit(WordCount.directory(directory.resolve("sub1"))).await())
                .isEqualTo(Map.of("once", 2L, "more", 4L));
    }

    @Test
    void anIntegralIsRefinedOnlyWhereItMustBe() throws Exception {
        Run<Double> coarse = weft.submit(AdaptiveIntegral.workflow(1e-3));
        Run<Double> fine = weft.submit(AdaptiveIntegral.workflow(1e-7));

        assertThat(coarse.await()).isCloseTo(2.0 / 3, within(1e-3));
        assertThat(fine.await()).isCloseTo(2.0 / 3, within(1e-7));
        assertThat(fine.statistics().tasks()).isBetween(2 * coarse.statistics().tasks(), 1_000L);
    }

    @Test
    void wordsOfTheDefaultTextAreCountedBy1093Tasks() throws Exception {
        Map<String, Long> counts = result(1_093, WordCount.workflow(WordCount.CHARACTERS));

        assertThat(counts).isEqualTo(WordCount.count(ZipfText.generate(WordCount.CHARACTERS, 42)));
    }

    @Test
    void wordsOfAFileAreCounted() throws Exception {
        Path file = Files.writeString(directory.resolve("text"), "one two two\n".repeat(2_000));

        assertThat(result(5, WordCount.file(file))).isEqualTo(Map.of("one", 2_000L, "two", 4_000L));
    }

    @ParameterizedTest
    @CsvSource({"12,3,17", "12,12,2", "1000,100,101"})
    void blocksMakeTheWholeProduct(int size, int block, int tasks) throws Exception {
        assertThat(result(tasks, Gemm.workflow(size, block)))
                .isEqualTo(Products.plain(Gemm.left(size), Gemm.right(size)));
    }

    /// The plain product takes long: C·x = A·(B·x) for random x says the same, but for one in 2^20.
    @Test
    void largeBlocksMakeTheWholeProduct() throws Exception {
        int size = 2_000;
        Matrix product = result(17, Gemm.workflow(size, 500));

        for (int seed = 0; seed < 2; seed++) {
            double[] x = new Random(seed).ints(size, 0, 1_024).asDoubleStream().toArray();
            assertThat(Products.times(product, x))
                    .isEqualTo(
                            Products.times(Gemm.left(size), Products.times(Gemm.right(size), x)));
        }
    }

    @Test
    void tilesMakeTheWholeImage() throws Exception {
        Pixels whole = result(6, ImagePipeline.workflow(120, 1));

        assertThat(result(30, ImagePipeline.workflow(120, 3))).isEqualTo(whole);
        assertThat(whole.at(60, 60)).isEqualTo(greyOfMean(60, 60));
        assertThat(whole.at(40, 79)).isEqualTo(greyOfMean(40, 79));
    }

    /// By the definition of the pattern, the blur and the grey.
    private static int greyOfMean(int x, int y) {
        int red = 0;
        int green = 0;
        int blue = 0;
        for (int row = y - 2; row <= y + 2; row++) {
            for (int column = x - 2; column <= x + 2; column++) {
                red += column * 7 % 256;
                green += row * 5 % 256;
                blue += column * row / 16 % 256;
            }
        }
        int light = (299 * (red / 25) + 587 * (green / 25) + 114 * (blue / 25)) / 1000;
        return light * 0x010101;
    }

    @Test
    void identifiersOfManyFilesAreThoseOfAPlainLoop() throws Exception {
        Random random = new Random(42);
        for (int file = 0; file < 50; file++) {
            StringBuilder source = new StringBuilder();
            for (int word = random.nextInt(500); word >= 0; word--) {
                source.append("id").append(random.nextInt(300)).append(" /* no */ ");
            }
            Files.writeString(directory.resolve(file + ".java"), source);
        }
        IdentifierReport report = IdentifierCount.sequential(directory, 1);

        assertThat(result(10 + 3 + 1 + 1, IdentifierCount.workflow(directory, 10)))
                .isEqualTo(report);
        assertThat(report.different()).isEqualTo(300);
        assertThat(report.top()).hasSize(20).isSorted();
    }

    @Test
    void sizesThatMakeNoSenseAreRefusedByName() {
        assertThatThrownBy(() -> Gemm.workflow(10, 3))
                .hasMessage("block must divide size 10, was 3");
        assertThatThrownBy(() -> TreeReduction.workflow(0))
                .hasMessage("leaves must be >= 1, was 0");
        assertThatThrownBy(() -> FanOut.workflow(0)).hasMessage("width must be >= 1, was 0");
        assertThatThrownBy(() -> ImagePipeline.workflow(10, 3))
                .hasMessage("size must be a multiple of tiles 3, was 10");
    }
}
