package dev.weft.cli;

import static dev.weft.Weft.forEach;
import static dev.weft.Weft.list;
import static dev.weft.Weft.task;
import static dev.weft.Weft.value;

import dev.weft.Task;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/// Workflows for worker processes, which leave traces in files: what their tasks print is printed elsewhere.
final class ProcessWorkflows {
    /// The element that fails.
    static final int FAILING = 17;

    private ProcessWorkflows() {}

    /// So many tasks that sleep and say in which process they are, and one that adds up.
    public static Task<Integer> sleepers(Path trace, int count, long millis) {
        List<Task<Integer>> tasks = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            tasks.add(
                    task(
                            ProcessWorkflows::sleep,
                            value(trace.toString()),
                            value(i),
                            value(millis)));
        }
        return task(ProcessWorkflows::sum, list(tasks));
    }

    /// A task that says that it has begun, waits to be interrupted, and says that, too.
    public static Task<String> waiting(Path trace) {
        return task(ProcessWorkflows::await, value(trace.toString()));
    }

    /// A task that works once a file exists, after one that says that it was executed.
    public static Task<String> needing(Path trace, Path file) {
        return task(
                ProcessWorkflows::read,
                task(ProcessWorkflows::noted, value(trace.toString())),
                value(file.toString()));
    }

    /// A task that fails unless a file exists; beside it one that sleeps and then another that says that it
    /// was executed; and one that depends on both branches.
    public static Task<String> branches(Path trace, Path file) {
        Task<String> failing =
                task(ProcessWorkflows::read, value("nothing"), value(file.toString()));
        Task<Integer> slow =
                task(ProcessWorkflows::sleep, value(trace.toString()), value(1), value(500L));
        Task<String> after = task(ProcessWorkflows::notedAfter, slow, value(trace.toString()));
        return task(ProcessWorkflows::read, after, failing);
    }

    /// So many elements, one of which fails unless a file exists; each step for each of them says that it was
    /// executed.
    public static Task<Integer> elements(Path trace, Path file, int count) {
        return forEach(
                        ProcessWorkflows::element,
                        task(ProcessWorkflows::upTo, value(count)),
                        value(trace.toString()),
                        value(file.toString()))
                .map(ProcessWorkflows::after, value(trace.toString()))
                .reduce(0, Integer::sum);
    }

    /// Two tasks with so many bytes of output each, and one that counts them.
    public static Task<Integer> large(int bytes) {
        return task(
                ProcessWorkflows::lengths,
                task(ProcessWorkflows::make, value(bytes)),
                task(ProcessWorkflows::make, value(bytes)));
    }

    /// A task that takes too long and does not care about its interruption.
    public static Task<String> stubborn(long millis) {
        return task(ProcessWorkflows::spin, value(millis)).withTimeout(Duration.ofMillis(200));
    }

    static int sleep(String trace, int number, long millis)
            throws IOException, InterruptedException {
        note(trace, Long.toString(ProcessHandle.current().pid()));
        Thread.sleep(millis);
        return number;
    }

    static List<Integer> upTo(int count) {
        return IntStream.range(0, count).boxed().toList();
    }

    static int element(int number, String trace, String file) throws IOException {
        note(trace, "element " + number);
        if (number == FAILING && !Files.exists(Path.of(file))) {
            throw new IllegalStateException("no " + file);
        }
        return number;
    }

    static int after(int number, String trace) throws IOException {
        note(trace, "after " + number);
        return number;
    }

    static byte[] make(int bytes) {
        return new byte[bytes];
    }

    static int lengths(byte[] one, byte[] other) {
        return one.length + other.length;
    }

    static int sum(List<Integer> numbers) {
        return numbers.stream().mapToInt(Integer::intValue).sum();
    }

    static String await(String trace) throws IOException, InterruptedException {
        note(trace, "begun");
        try {
            new CountDownLatch(1).await();
            return "never";
        } catch (InterruptedException e) {
            note(trace, "interrupted");
            throw e;
        }
    }

    static String noted(String trace) throws IOException {
        note(trace, "executed");
        return trace;
    }

    static String notedAfter(int before, String trace) throws IOException {
        return noted(trace);
    }

    static String read(String before, String file) throws IOException {
        return Files.readString(Path.of(file));
    }

    static String spin(long millis) {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        while (System.nanoTime() - end < 0) {
            Thread.onSpinWait();
        }
        return "done";
    }

    private static void note(String trace, String line) throws IOException {
        Files.writeString(
                Path.of(trace), line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
}
