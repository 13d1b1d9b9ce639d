package dev.weft;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Functions of the tests' workflows.
final class Fns {
    private Fns() {}

    static int zero() {
        return 0;
    }

    static int inc(int x) {
        return x + 1;
    }

    static int add(int a, int b) {
        return a + b;
    }

    static int add3(int a, int b, int c) {
        return a + b + c;
    }

    static int sum(List<Integer> all) {
        return all.stream().mapToInt(Integer::intValue).sum();
    }

    static int sumValues(Map<String, Integer> all) {
        return all.values().stream().mapToInt(Integer::intValue).sum();
    }

    static String keys(Map<?, ?> all) {
        return all.keySet().toString();
    }

    static long mix0() {
        return 17;
    }

    static long mix1(@Nullable Object a) {
        return mix(1, a);
    }

    static long mix2(@Nullable Object a, @Nullable Object b) {
        return mix(2, a, b);
    }

    static long mix3(@Nullable Object a, @Nullable Object b, @Nullable Object c) {
        return mix(3, a, b, c);
    }

    private static long mix(long start, @Nullable Object... values) {
        long mixed = start;
        for (Object value : values) {
            mixed = mixed * 0x9E3779B97F4A7C15L + (value == null ? 5 : value.hashCode()) + 1;
        }
        return mixed;
    }

    @TaskDefaults(
            name = "annotated",
            retry =
                    @Retry(
                            maxAttempts = 3,
                            initialDelayMillis = 5,
                            factor = 3,
                            maxDelayMillis = 50),
            timeoutMillis = 1_500,
            memoryMiB = 64,
            cpus = 0.5,
            deterministic = false,
            outsideEffects = true)
    @ReadsOnly
    static int annotated(int x) {
        return x;
    }

    @TaskDefaults(name = "variadic")
    static int variadic(int... all) {
        return all.length;
    }

    /// With an annotated constructor and methods.
    record Adder(int by) implements java.io.Serializable {
        private static final long serialVersionUID = 1;

        @TaskDefaults(name = "make")
        Adder {}

        @TaskDefaults(name = "bound")
        int to(int x) {
            return x + by;
        }
    }

    static class Base {
        @ReadsOnly
        static int inherited(int x) {
            return x;
        }
    }

    static final class Derived extends Base {
        private Derived() {}
    }
}
