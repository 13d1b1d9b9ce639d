package dev.weft.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WordChunksTest {
    @Test
    void chunksAreTheTextAndCutNoWord() {
        String text = ZipfText.generate(50_000, 7);
        for (int most : new int[] {1, 7, 100, 9_999, 60_000}) {
            List<String> chunks = WordCount.chunks(text, most);

            assertThat(String.join("", chunks)).isEqualTo(text);
            Map<String, Long> counts = Map.of();
            for (String chunk : chunks) {
                counts = WordCount.merge(counts, WordCount.count(chunk));
            }
            assertThat(counts).isEqualTo(WordCount.count(text));
        }
    }

    @Test
    void aWordIsARunOfLettersInAnyCase() {
        assertThat(WordCount.count("Weft, weft; WEFT! größe 42 größe-x"))
                .isEqualTo(Map.of("weft", 3L, "größe", 2L, "x", 1L));
        assertThat(WordCount.count("")).isEmpty();
    }

    @Test
    void generatedTextIsAlwaysTheSameAndUnequal() {
        assertThat(ZipfText.generate(1_000, 1))
                .hasSize(1_000)
                .isEqualTo(ZipfText.generate(1_000, 1));
        assertThat(ZipfText.generate(1_000, 1)).isNotEqualTo(ZipfText.generate(1_000, 2));

        Map<String, Long> counts = WordCount.count(ZipfText.generate(1_000_000, 1));
        double first = counts.getOrDefault(ZipfText.word(1), 0L);
        assertThat(first / counts.getOrDefault(ZipfText.word(10), 0L)).isBetween(5.0, 9.0);
    }
}
