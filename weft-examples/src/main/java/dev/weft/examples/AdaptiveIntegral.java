package dev.weft.examples;

import static dev.weft.Weft.flatten;
import static dev.weft.Weft.task;
import static dev.weft.Weft.value;

import dev.weft.Task;
import dev.weft.Weft;

/// Integrates the square root from 0 to 1 by Simpson's rule, and divides an interval where that is not exact
/// enough: a task looks at its interval and returns the workflow that comes next. The curve is steep at 0, so
/// that most of the tasks come to be there; nobody has to know that before.
public final class AdaptiveIntegral {
    private AdaptiveIntegral() {}

    /// @param tolerance how far the result may be off; 1e-15 at least
    public static Task<Double> workflow(double tolerance) {
        Sizes.require(tolerance >= 1e-15, "tolerance must be >= 1e-15, was %s", tolerance);
        return flatten(task(AdaptiveIntegral::between, value(0.0), value(1.0), value(tolerance)));
    }

    static Task<Double> between(double from, double to, double tolerance) {
        double middle = (from + to) / 2;
        double halves = simpson(from, middle) + simpson(middle, to);
        if (Math.abs(halves - simpson(from, to)) <= tolerance) {
            return task(AdaptiveIntegral::known, value(halves));
        }
        return task(
                Double::sum,
                flatten(part(from, middle, tolerance / 2)),
                flatten(part(middle, to, tolerance / 2)));
    }

    private static Task<Task<Double>> part(double from, double to, double tolerance) {
        return task(AdaptiveIntegral::between, value(from), value(to), value(tolerance));
    }

    private static double simpson(double from, double to) {
        double sum = Math.sqrt(from) + 4 * Math.sqrt((from + to) / 2) + Math.sqrt(to);
        return (to - from) / 6 * sum;
    }

    static double known(double integral) {
        return integral;
    }

    /// Runs it: `AdaptiveIntegral`.
    public static void main(String[] args) throws Exception {
        try (Weft weft = Weft.local()) {
            System.out.println(weft.submit(workflow(1e-9)).await());
        }
    }
}
