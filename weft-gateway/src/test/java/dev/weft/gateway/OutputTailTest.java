package dev.weft.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OutputTailTest {
    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void whatFitsIsKept() {
        OutputTail tail = new OutputTail(10);
        tail.add(bytes("abc\n"), 4);
        tail.add(bytes("def\nxxx"), 4);
        assertThat(tail.text()).isEqualTo("abc\ndef\n");
    }

    @Test
    void theLastWholeLinesAreKept() {
        OutputTail tail = new OutputTail(10);
        tail.add(bytes("first\n"), 6);
        tail.add(bytes("second\n"), 7);
        tail.add(bytes("3\n"), 2);
        assertThat(tail.text()).isEqualTo("…second\n3\n");
    }

    @Test
    void oneLongLineIsKeptInPart() {
        OutputTail tail = new OutputTail(4);
        tail.add(bytes("0123456789"), 10);
        assertThat(tail.text()).isEqualTo("…6789");
    }

    @Test
    void linesArePassedOnInPartsIfTheyAreLong() {
        List<String> lines = new ArrayList<>();
        String longLine = "x".repeat(20_000);
        new OutputReader(
                        new ByteArrayInputStream(bytes("a\r\n" + longLine + "\n\nend")),
                        null,
                        lines::add)
                .run();
        assertThat(lines).hasSize(6).startsWith("a").endsWith("", "end");
        assertThat(String.join("", lines.subList(1, 4))).isEqualTo(longLine);
    }

    @Test
    void outputIsReadOnWhenNobodyCanTakeIt() {
        OutputTail tail = new OutputTail(100);
        new OutputReader(
                        new ByteArrayInputStream(bytes("a\nb\n")),
                        tail,
                        _ -> {
                            throw new IllegalStateException("full");
                        })
                .run();
        assertThat(tail.text()).isEqualTo("a\nb\n");
    }
}
