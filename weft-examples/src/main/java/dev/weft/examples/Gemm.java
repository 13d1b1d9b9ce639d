package dev.weft.examples;

import static dev.weft.Weft.list;
import static dev.weft.Weft.task;
import static dev.weft.Weft.value;

import dev.weft.Arg;
import dev.weft.ReadsOnly;
import dev.weft.Task;
import dev.weft.Weft;
import java.util.ArrayList;
import java.util.List;

/// Multiplies two square matrices block by block: a task for each block of the product, and one that
/// assembles them. A block task generates the rows and columns that it needs, as it would read them
/// from files.
public final class Gemm {
    private static final int LEFT = 1;
    private static final int RIGHT = 2;

    private Gemm() {}

    /// @param size rows and columns of both matrices
    /// @param block rows and columns of a block; divides the size
    /// @return the product; (size ÷ block)² + 1 tasks
    public static Task<Matrix> workflow(int size, int block) {
        Sizes.require(size >= 1, "size must be >= 1, was %d", size);
        Sizes.require(
                block >= 1 && size % block == 0, "block must divide size %d, was %d", size, block);
        List<Arg<Matrix>> blocks = new ArrayList<>();
        for (int row = 0; row < size; row += block) {
            for (int column = 0; column < size; column += block) {
                blocks.add(
                        task(Gemm::multiply, value(size), value(block), value(row), value(column)));
            }
        }
        return task(Gemm::assemble, list(blocks));
    }

    static Matrix multiply(int size, int block, int row, int column) {
        Matrix rows = Matrix.generate(LEFT, row, block, 0, size);
        Matrix columns = Matrix.generate(RIGHT, 0, size, column, block);
        return rows.times(columns);
    }

    @ReadsOnly
    static Matrix assemble(List<Matrix> blocks) {
        int perSide = (int) Math.sqrt(blocks.size());
        int block = blocks.getFirst().rows();
        int size = perSide * block;
        double[] cells = new double[size * size];
        for (int i = 0; i < blocks.size(); i++) {
            int corner = i / perSide * block * size + i % perSide * block;
            for (int row = 0; row < block; row++) {
                System.arraycopy(
                        blocks.get(i).cells(), row * block, cells, corner + row * size, block);
            }
        }
        return new Matrix(size, size, cells);
    }

    /// The left factor, whole.
    static Matrix left(int size) {
        return Matrix.generate(LEFT, 0, size, 0, size);
    }

    /// The right factor, whole.
    static Matrix right(int size) {
        return Matrix.generate(RIGHT, 0, size, 0, size);
    }

    /// Runs it: `Gemm [size] [block]`.
    public static void main(String[] args) throws Exception {
        try (Weft weft = Weft.local()) {
            Task<Matrix> product = workflow(Sizes.from(args, 0, 2_000), Sizes.from(args, 1, 500));
            System.out.println(weft.submit(product).await());
        }
    }
}
