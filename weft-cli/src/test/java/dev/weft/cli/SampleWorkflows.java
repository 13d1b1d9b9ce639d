package dev.weft.cli;

import static dev.weft.Weft.action;
import static dev.weft.Weft.list;
import static dev.weft.Weft.task;
import static dev.weft.Weft.value;

import dev.weft.Arg;
import dev.weft.Task;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/// Workflows as users write them, for the tests of `weft run`.
final class SampleWorkflows {
    private SampleWorkflows() {}

    enum Colour {
        RED,
        GREEN
    }

    record Total(String name, Map<String, Integer> counts) {}

    public static Task<String> workflow(String name) {
        return task(SampleWorkflows::greet, value(name));
    }

    public static Task<String> workflow(String name, int times) {
        return task(SampleWorkflows::repeat, workflow(name), value(times));
    }

    public static Arg<List<String>> several(String... names) {
        return list(List.of(names).stream().map(SampleWorkflows::workflow).toList());
    }

    public static Task<String> types(
            int i, Long l, double d, boolean b, char c, Path path, Colour colour) {
        String all = "%d %d %s %b %s %s %s".formatted(i, l, d, b, c, path.getFileName(), colour);
        return task(SampleWorkflows::greet, value(all));
    }

    public static Task<Total> record() {
        return task(SampleWorkflows::total);
    }

    public static Task<Void> nothing() {
        return action(SampleWorkflows::print, value("from a task"));
    }

    public static Task<String> broken(String why) {
        return task(SampleWorkflows::fail, value(why));
    }

    public static Task<String> refusing(int times) {
        if (times < 1) {
            throw new IllegalArgumentException("times must be >= 1, was " + times);
        }
        return workflow("x", times);
    }

    public static Task<Void> waiting() {
        return action(SampleWorkflows::await);
    }

    public static Task<String> unsuitable(List<String> names) {
        return workflow(names.getFirst());
    }

    static String greet(String name) {
        return "Hello, " + name;
    }

    static String repeat(String text, int times) {
        return text.repeat(times);
    }

    static Total total() {
        return new Total("all", Map.of("b", 2, "a", 1));
    }

    static void print(String text) {
        System.out.println(text);
        System.err.println(text + ", as an error");
    }

    static void await() throws InterruptedException {
        System.out.println("waiting");
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            System.out.println("interrupted");
            throw e;
        }
    }

    static String fail(String why) {
        throw new IllegalStateException(why);
    }
}
