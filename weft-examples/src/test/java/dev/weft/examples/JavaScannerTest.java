package dev.weft.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JavaScannerTest {
    private static Map<String, Long> scan(String source) {
        IdentifierTable table = new IdentifierTable(0);
        byte[] bytes = source.getBytes(UTF_8);
        new JavaScanner(table).scan(bytes, bytes.length);
        IdentifierCounts counts = table.counts(SourceTotals.NONE);
        Map<String, Long> map = new TreeMap<>();
        for (int i = 0; i < counts.size(); i++) {
            map.put(counts.name(i), counts.counts()[i]);
        }
        assertThat(counts.totals().identifiers())
                .isEqualTo(map.values().stream().mapToLong(Long::longValue).sum());
        return map;
    }

    @Test
    void identifiersAreCountedAndReservedWordsAreNot() {
        assertThat(scan("public class A { int a = b + a; boolean c = true; A _ = null; }"))
                .isEqualTo(Map.of("A", 2L, "a", 2L, "b", 1L, "c", 1L));
    }

    @Test
    void contextualKeywordsAreIdentifiers() {
        assertThat(scan("var record = yield; sealed permits module"))
                .containsOnlyKeys("var", "record", "yield", "sealed", "permits", "module");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a // no\nb",
                "a // no\rb",
                "a /* no */ b",
                "a /** no **/ b",
                "a /*/ no */ b",
                "a /* no \n * no / no */b",
                "a \"no\" b",
                "a \"no \\\" no\" b",
                "a \"\\\\\" b",
                "a 'n' b",
                "a '\\'' b",
                "a '\"' b",
                "a \"\"\"\n no \" no \"\" no \\\"\"\" no\"\"\" b",
                "a \"\" b",
                "a 0x1F b",
                "a 1_000L b",
                "a 1.5e-3f b",
                "a .5d b",
                "a 0b01 b",
                "a \\u0020 b",
                "a/b",
                "a/**/b",
                "a\"\"b",
                "a 'unclosed\nb",
                "a \"unclosed\nb"
            })
    void whatIsNoIdentifierSeparatesThem(String source) {
        assertThat(scan(source)).isEqualTo(Map.of("a", 1L, "b", 1L));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a /* no",
                "a // no",
                "a \"no",
                "a '",
                "a \"\"\" no",
                "a \"\\",
                "a /",
                "a \\",
                "a \\u00",
                "a \"\"",
                "a /*",
                "a 0x",
                "a"
            })
    void sourceThatEndsTooSoonEndsTheScan(String source) {
        assertThat(scan(source)).isEqualTo(Map.of("a", 1L));
    }

    @Test
    void lettersBeyondAsciiBelongToIdentifiersAndOtherSignsDoNot() {
        assertThat(scan("größe = größe × 寸法 + a€b → 𝒳1;"))
                .isEqualTo(Map.of("größe", 2L, "寸法", 1L, "a€b", 1L, "𝒳1", 1L));
    }

    @Test
    void identifiersOfAnyLengthAndNumberAreKept() {
        StringBuilder source = new StringBuilder("x".repeat(100_000)).append(' ');
        for (int i = 0; i < 10_000; i++) {
            source.append("name").append(i).append(';');
        }
        Map<String, Long> found = scan(source.append(source).toString());

        assertThat(found).hasSize(10_001).containsEntry("x".repeat(100_000), 2L);
        assertThat(found.values()).containsOnly(2L);
    }
}
