package dev.weft.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ResultTextTest {
    private record Point(int x, Optional<String> name) {}

    private record Named(String name) {
        @Override
        public String toString() {
            return "the one named " + name;
        }
    }

    @Test
    void severalResultsAreOneALine() {
        assertThat(ResultText.lines(List.of("a", List.of(1, 2), Map.of("k", "v"))))
                .containsExactly("a", "[1, 2]", "{k: v}");
        assertThat(ResultText.lines(List.of())).isEmpty();
    }

    @Test
    void mapsKeepTheirOrderOrAreSorted() {
        Map<String, Integer> ordered = new LinkedHashMap<>();
        ordered.put("z", 1);
        ordered.put("a", 2);

        assertThat(ResultText.lines(ordered)).containsExactly("z: 1", "a: 2");
        assertThat(ResultText.lines(new HashMap<>(ordered))).containsExactly("a: 2", "z: 1");
    }

    @Test
    void recordsAreOneComponentALineUnlessTheySayMore() {
        assertThat(ResultText.lines(new Point(1, Optional.of("p"))))
                .containsExactly("x: 1", "name: Optional[p]");
        assertThat(ResultText.lines(new Named("n"))).containsExactly("the one named n");
        assertThat(ResultText.lines(List.of(new Point(1, Optional.empty()))))
                .containsExactly("Point[x: 1, name: Optional.empty]");
    }

    @Test
    void arraysAreReadAndLongOnesCut() {
        assertThat(ResultText.lines(new int[][] {{1, 2}, {3}})).containsExactly("[[1, 2], [3]]");
        assertThat(ResultText.lines(new double[1_000_000]).getFirst())
                .startsWith("[0.0, 0.0,")
                .endsWith("0.0, … 1,000,000 in all]");
    }

    @Test
    void noResultIsNull() {
        assertThat(ResultText.lines(null)).containsExactly("null");
    }
}
