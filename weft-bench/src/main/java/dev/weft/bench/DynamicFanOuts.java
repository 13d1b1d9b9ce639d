package dev.weft.bench;

import static dev.weft.Weft.forEach;
import static dev.weft.Weft.task;
import static dev.weft.Weft.value;

import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/// Fan-outs of a width that a task decides.
final class DynamicFanOuts {
    private static final long MILLIS = 10;

    private DynamicFanOuts() {}

    static List<Integer> ones(int width) {
        return Collections.nCopies(width, 1);
    }

    static List<Integer> upTo(int width) {
        return IntStream.range(0, width).boxed().toList();
    }

    static int incrementSlowly(int value) throws InterruptedException {
        Thread.sleep(MILLIS);
        return value + 1;
    }

    static long widen(int value) {
        return value;
    }

    /// W1 with a width that is known only at run time.
    static Workload fanOutFanIn() {
        return NoOps.workload(
                "W1-dynamic",
                "width of the fan-out",
                10_000,
                width -> {
                    var all = forEach(NoOps::same, task(DynamicFanOuts::ones, value(width)));
                    return NoOps.job(task(NoOps::total, all), width);
                });
    }

    /// W8: three steps for each element, and a reduction.
    static Workload steps() {
        return NoOps.workload(
                "W8",
                "number of elements",
                10_000,
                width -> {
                    var all =
                            forEach(NoOps::increment, task(DynamicFanOuts::ones, value(width)))
                                    .map(NoOps::increment)
                                    .map(NoOps::increment);
                    return NoOps.job(all.reduce(0, Integer::sum), 4 * width);
                });
    }

    /// W8 with 10 ms of sleep in each step.
    static Workload slowSteps() {
        return NoOps.workload(
                "W8-10ms",
                "number of elements",
                1_000,
                width -> {
                    var all =
                            forEach(
                                            DynamicFanOuts::incrementSlowly,
                                            task(DynamicFanOuts::ones, value(width)))
                                    .map(DynamicFanOuts::incrementSlowly)
                                    .map(DynamicFanOuts::incrementSlowly);
                    return NoOps.job(all.reduce(0, Integer::sum), 4 * width);
                });
    }

    /// The same by a virtual thread for each element, and nothing else: how near a machine comes to 30 ms.
    static int plainSlowSteps(int width) throws InterruptedException {
        AtomicInteger sum = new AtomicInteger();
        CountDownLatch done = new CountDownLatch(width);
        for (int i = 0; i < width; i++) {
            Thread.ofVirtual()
                    .name("element-" + i)
                    .start(() -> {
                        try {
                            sum.addAndGet(incrementSlowly(incrementSlowly(incrementSlowly(1))));
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                        } finally {
                            done.countDown();
                        }
                    });
        }
        if (!done.await(1, TimeUnit.MINUTES)) {
            throw new IllegalStateException("elements must be done within a minute, were not");
        }
        return sum.get();
    }

    /// As many elements as there may be: 0, 1, … and their sum.
    static Workload elements() {
        return NoOps.workload(
                "elements",
                "number of elements",
                1_000_000,
                width -> {
                    var all =
                            forEach(
                                    DynamicFanOuts::widen,
                                    task(DynamicFanOuts::upTo, value(width)));
                    long sum = (long) width * (width - 1) / 2;
                    return new Workload.Job(
                            all.reduce(0L, Long::sum), result -> result.equals(sum));
                });
    }
}
