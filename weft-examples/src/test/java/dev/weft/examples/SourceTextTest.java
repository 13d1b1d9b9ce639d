package dev.weft.examples;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SourceTextTest {
    private static long lines(byte[] bytes) {
        return SourceText.lines(bytes, bytes.length);
    }

    @ParameterizedTest
    @CsvSource({
        "'',0",
        "a,1",
        "'a\n',1",
        "'a\nb',2",
        "'\n\n\n',3",
        "'a\r\nb\r\n',2",
        "'a\rb',2",
        "'0123456\n0123456\n',2",
        "'01234567\r89\n\r\n',3"
    })
    void linesEndWithAnyLineBreakOrWithTheFile(String text, long expected) {
        assertThat(lines(text.getBytes(UTF_8))).isEqualTo(expected);
    }

    @Test
    void textIsUtf8WithoutNul() {
        assertThat(lines("größe\n".repeat(9).getBytes(UTF_8))).isEqualTo(9);
        assertThat(lines("größe\n".repeat(9).getBytes(ISO_8859_1))).isEqualTo(-1);
        assertThat(lines(("a".repeat(20) + "\0").getBytes(UTF_8))).isEqualTo(-1);
        assertThat(lines(("\0" + "a".repeat(20)).getBytes(UTF_8))).isEqualTo(-1);
    }

    @Test
    void whatIsBehindTheLengthDoesNotCount() {
        assertThat(SourceText.lines("a\n\0\n\n\n\n\n\n\n\n".getBytes(UTF_8), 2)).isEqualTo(1);
    }

    @Test
    void eightAtATimeFindTheSameAsOneByOne() {
        Random random = new Random(42);
        for (int round = 0; round < 1_000; round++) {
            byte[] bytes = new byte[random.nextInt(40)];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = (byte) "/.*\u00af0".charAt(random.nextInt(5)); // neighbours of the slash
            }
            int from = random.nextInt(bytes.length + 1);
            int expected = from;
            while (expected < bytes.length && bytes[expected] != '/') {
                expected++;
            }
            assertThat(SourceText.indexOf((byte) '/', bytes, from, bytes.length))
                    .isEqualTo(expected);
        }
    }
}
