package dev.weft.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.cli.Quantities.DurationConverter;
import dev.weft.cli.Quantities.MemoryConverter;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class QuantitiesTest {
    @Test
    void timesHaveAUnit() {
        DurationConverter times = new DurationConverter();

        assertThat(times.convert("500ms")).isEqualTo(Duration.ofMillis(500));
        assertThat(times.convert("10s")).isEqualTo(Duration.ofSeconds(10));
        assertThat(times.convert("5m")).isEqualTo(Duration.ofMinutes(5));
        assertThat(times.convert("2h")).isEqualTo(Duration.ofHours(2));
        assertThat(times.convert("1d")).isEqualTo(Duration.ofDays(1));
    }

    @Test
    void amountsOfMemoryAreInMebibytes() {
        MemoryConverter memory = new MemoryConverter();

        assertThat(memory.convert("512m")).isEqualTo(512);
        assertThat(memory.convert("2G")).isEqualTo(2048);
        assertThat(memory.convert("64MiB")).isEqualTo(64);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "10", "s", "-1s", "1.5s", "10 s", "99999999999s"})
    void whatIsNoTimeIsRefused(String word) {
        assertThatThrownBy(() -> new DurationConverter().convert(word))
                .isInstanceOf(TypeConversionException.class)
                .hasMessageContaining(word);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "512", "m", "-1g", "1.5g", "9999999m"})
    void whatIsNoAmountOfMemoryIsRefused(String word) {
        assertThatThrownBy(() -> new MemoryConverter().convert(word))
                .isInstanceOf(TypeConversionException.class)
                .hasMessageContaining(word);
    }
}
