package dev.weft.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MatrixTest {
    @ParameterizedTest
    @CsvSource({"1,1,1", "3,5,7", "64,300,64", "10,1000,17"})
    void aProductIsWhatTheDefinitionSays(int rows, int inner, int columns) {
        Matrix left = Matrix.generate(1, 0, rows, 0, inner);
        Matrix right = Matrix.generate(2, 0, inner, 0, columns);

        assertThat(left.times(right)).isEqualTo(Products.plain(left, right));
    }
}
