package dev.weft.examples;

import java.util.Arrays;

/// Numbers in rows. The array is not to be changed once the matrix is handed on.
///
/// @param cells row by row
@SuppressWarnings("ArrayRecordComponent") // millions of numbers; equals is ours
public record Matrix(int rows, int columns, double[] cells) {
    /// Whole numbers from -8 to 7 that depend on the seed and their place: sums of their products are
    /// exact, in whichever order they are added.
    static Matrix generate(int seed, int firstRow, int rows, int firstColumn, int columns) {
        double[] cells = new double[rows * columns];
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                cells[row * columns + column] = cell(seed, firstRow + row, firstColumn + column);
            }
        }
        return new Matrix(rows, columns, cells);
    }

    private static double cell(int seed, int row, int column) {
        long mixed = (((long) seed << 48) ^ ((long) row << 24) ^ column) * 0x9E3779B97F4A7C15L;
        mixed = (mixed ^ (mixed >>> 29)) * 0xBF58476D1CE4E5B9L;
        return (mixed >>> 60) - 8.0;
    }

    double cell(int row, int column) {
        return cells[row * columns + column];
    }

    /// This times `right`. The inner loop runs along rows of both, so it vectorises; the columns of
    /// this are taken in strips, so that the rows of `right` in use stay in the second-level cache.
    Matrix times(Matrix right) {
        double[] product = new double[rows * right.columns];
        int strip = Math.max(1, 16_384 / right.columns);
        for (int from = 0; from < columns; from += strip) {
            int to = Math.min(columns, from + strip);
            for (int row = 0; row < rows; row++) {
                for (int k = from; k < to; k++) {
                    addRow(product, row * right.columns, cell(row, k), right, k);
                }
            }
        }
        return new Matrix(rows, right.columns, product);
    }

    private static void addRow(double[] sum, int at, double factor, Matrix right, int row) {
        double[] from = right.cells;
        int offset = row * right.columns;
        for (int i = 0; i < right.columns; i++) {
            sum[at + i] += factor * from[offset + i];
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Matrix that
                && rows == that.rows
                && columns == that.columns
                && Arrays.equals(cells, that.cells);
    }

    @Override
    public int hashCode() {
        return 31 * rows + Arrays.hashCode(cells);
    }

    @Override
    public String toString() {
        return "%,d x %,d matrix, cells add up to %,.0f"
                .formatted(rows, columns, Arrays.stream(cells).sum());
    }
}
