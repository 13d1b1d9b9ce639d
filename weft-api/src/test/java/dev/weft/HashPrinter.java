package dev.weft;

import static dev.weft.Weft.combine;
import static dev.weft.Weft.list;
import static dev.weft.Weft.map;
import static dev.weft.Weft.task;
import static dev.weft.Weft.value;

import dev.weft.model.Dag;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/// Prints the hashes of a workflow, for a test that compares processes.
final class HashPrinter {
    private HashPrinter() {}

    public static void main(String[] arguments) {
        Dag dag = dag();
        System.out.println(dag.shapeHash() + " " + dag.contentHash());
    }

    static Dag dag() {
        Map<Object, Arg<Integer>> parts = new HashMap<>();
        for (String key : Set.of("one", "two", "three", "four", "five", "six")) {
            parts.put(key, value(key.length()));
            parts.put(key.length(), task(Fns::inc, value(key.length())));
        }
        int by = Integer.parseInt("3");
        Task<String> keys = task(Fns::keys, map(Map.copyOf(parts)));
        Arg<Integer> length = combine(String::length, keys);
        return Weft.compile(
                task((a, b) -> a + b * by, length, task(Fns::sum, list(length, length))),
                new FakeCodec());
    }
}
