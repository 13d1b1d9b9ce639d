package dev.weft.examples;

/// Matrix products by their definition, to compare with.
final class Products {
    private Products() {}

    static Matrix plain(Matrix left, Matrix right) {
        double[] cells = new double[left.rows() * right.columns()];
        for (int row = 0; row < left.rows(); row++) {
            for (int column = 0; column < right.columns(); column++) {
                double sum = 0;
                for (int k = 0; k < left.columns(); k++) {
                    sum += left.cell(row, k) * right.cell(k, column);
                }
                cells[row * right.columns() + column] = sum;
            }
        }
        return new Matrix(left.rows(), right.columns(), cells);
    }

    static double[] times(Matrix matrix, double[] vector) {
        double[] product = new double[matrix.rows()];
        for (int row = 0; row < matrix.rows(); row++) {
            for (int column = 0; column < matrix.columns(); column++) {
                product[row] += matrix.cell(row, column) * vector[column];
            }
        }
        return product;
    }
}
