package dev.weft.bench;

import static dev.weft.Weft.list;
import static dev.weft.Weft.task;
import static dev.weft.Weft.value;

import dev.weft.ReadsOnly;
import dev.weft.Task;
import java.util.ArrayList;
import java.util.List;

/// W4: blocked multiplication of two matrices that are made block by block, summed up to a checksum.
/// With 2,048 and blocks of 512: 32 blocks, 64 products, 16 sums, 1 checksum.
final class Gemm implements Workload {
    private static final int BLOCKS = 4;

    @Override
    public String name() {
        return "W4";
    }

    @Override
    public String sizeMeans() {
        return "rows and columns";
    }

    @Override
    public int standardSize() {
        return 2_048;
    }

    @Override
    public Job job(int size) {
        if (size < BLOCKS || size % BLOCKS != 0) {
            throw new IllegalArgumentException(
                    "size of W4 must be a positive multiple of %d, was %d".formatted(BLOCKS, size));
        }
        int block = size / BLOCKS;
        List<List<Task<double[]>>> a = blocks(block, 1);
        List<List<Task<double[]>>> b = blocks(block, 2);
        List<Task<double[]>> sums = new ArrayList<>();
        for (int i = 0; i < BLOCKS; i++) {
            for (int j = 0; j < BLOCKS; j++) {
                List<Task<double[]>> products = new ArrayList<>();
                for (int k = 0; k < BLOCKS; k++) {
                    products.add(task(Gemm::multiply, a.get(i).get(k), b.get(k).get(j)));
                }
                sums.add(task(Gemm::sum, list(products)));
            }
        }
        double expected = checksumOf(size);
        return new Job(
                task(Gemm::checksum, list(sums)),
                result -> Math.abs((double) result - expected) <= 1e-9 * Math.abs(expected));
    }

    private static List<List<Task<double[]>>> blocks(int block, int matrix) {
        List<List<Task<double[]>>> rows = new ArrayList<>();
        for (int i = 0; i < BLOCKS; i++) {
            List<Task<double[]>> row = new ArrayList<>();
            for (int j = 0; j < BLOCKS; j++) {
                row.add(
                        task(
                                Gemm::generate,
                                value(block),
                                value(matrix),
                                value(i * block),
                                value(j * block)));
            }
            rows.add(row);
        }
        return rows;
    }

    /// An entry of matrix 1 or 2.
    private static double entry(int matrix, int row, int column) {
        return ((row * 31 + column * 17 + matrix * 7) % 101 - 50) / 50.0;
    }

    static double[] generate(int size, int matrix, int firstRow, int firstColumn) {
        double[] block = new double[size * size];
        for (int i = 0; i < size; i++) {
            for (int j = 0; j < size; j++) {
                block[i * size + j] = entry(matrix, firstRow + i, firstColumn + j);
            }
        }
        return block;
    }

    /// Row by row, so that the inner loop runs along two rows and is vectorised.
    @ReadsOnly
    static double[] multiply(double[] a, double[] b) {
        int size = (int) Math.sqrt(a.length);
        double[] c = new double[a.length];
        for (int i = 0; i < size; i++) {
            for (int k = 0; k < size; k++) {
                double factor = a[i * size + k];
                int from = k * size;
                int to = i * size;
                for (int j = 0; j < size; j++) {
                    c[to + j] += factor * b[from + j];
                }
            }
        }
        return c;
    }

    @ReadsOnly
    static double[] sum(List<double[]> blocks) {
        double[] total = blocks.getFirst().clone();
        for (double[] block : blocks.subList(1, blocks.size())) {
            for (int i = 0; i < total.length; i++) {
                total[i] += block[i];
            }
        }
        return total;
    }

    @ReadsOnly
    static double checksum(List<double[]> blocks) {
        double total = 0;
        for (double[] block : blocks) {
            for (double entry : block) {
                total += entry;
            }
        }
        return total;
    }

    /// The sum of the product's entries is that of column sums times row sums.
    private static double checksumOf(int size) {
        double total = 0;
        for (int k = 0; k < size; k++) {
            double column = 0;
            double row = 0;
            for (int i = 0; i < size; i++) {
                column += entry(1, i, k);
                row += entry(2, k, i);
            }
            total += column * row;
        }
        return total;
    }

    /// The products alone, one after the other.
    static double kernel(int size) {
        int block = size / BLOCKS;
        double[] a = generate(block, 1, 0, 0);
        double[] b = generate(block, 2, 0, 0);
        double kept = 0;
        for (int i = 0; i < BLOCKS * BLOCKS * BLOCKS; i++) {
            kept += multiply(a, b)[0];
        }
        return kept;
    }
}
