package dev.weft.all;

import static dev.weft.Weft.flatten;
import static dev.weft.Weft.forEach;
import static dev.weft.Weft.list;
import static dev.weft.Weft.task;
import static dev.weft.Weft.value;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.Arg;
import dev.weft.Many;
import dev.weft.Run;
import dev.weft.Task;
import dev.weft.Weft;
import dev.weft.embedded.EmbeddedRedis;
import dev.weft.model.RunLimits;
import dev.weft.redis.RedisBlobStore;
import dev.weft.redis.RedisGraphStore;
import dev.weft.redis.RedisRunStore;
import dev.weft.spi.StoreAddress;
import dev.weft.spi.Stores;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Random workflows of fan-outs and of workflows within workflows, on workers that share nothing but a store:
/// what comes out is what a sequential program makes.
@Timeout(120)
final class RandomFanOutsTest {
    private static final int SEEDS = 60;
    private static final int SEEDS_WITH_KILLS = 25;

    /// What is submitted, and what must come out.
    private record Drawn(Arg<List<Object>> sink, List<Object> expected) {}

    static List<Integer> parts(int number) {
        int width = Math.floorMod(number, 7) < 5 ? Math.floorMod(number, 5) : number & 31;
        return IntStream.range(0, width).map(i -> mix(number, i)).boxed().toList();
    }

    static List<Integer> many(int width) {
        return IntStream.range(0, width).map(i -> mix(width, i)).boxed().toList();
    }

    static List<Integer> few(int number) {
        return parts(number).stream().limit(3).toList();
    }

    static int mix(int a, int b) {
        int mixed = (a * 31 + b) * 0x9E3779B1;
        return mixed ^ mixed >>> 15;
    }

    static boolean keeps(int number) {
        return Math.floorMod(number, 3) != 0;
    }

    static String text(int number) {
        return Integer.toHexString(number);
    }

    static String join(String a, String b) {
        return a.isEmpty() ? b : b.isEmpty() ? a : a + "," + b;
    }

    static Task<Integer> sum(int number, int depth) {
        List<Integer> parts = few(number);
        if (depth == 0 || parts.isEmpty()) {
            return task(RandomFanOutsTest::mix, value(number), value(depth));
        }
        List<Task<Integer>> inner = new ArrayList<>();
        parts.forEach(part ->
                inner.add(flatten(task(RandomFanOutsTest::sum, value(part), value(depth - 1)))));
        return task(RandomFanOutsTest::total, list(inner));
    }

    static int total(List<Integer> numbers) {
        return numbers.stream().reduce(0, RandomFanOutsTest::mix);
    }

    private static int summed(int number, int depth) {
        List<Integer> parts = few(number);
        return depth == 0 || parts.isEmpty()
                ? mix(number, depth)
                : total(parts.stream().map(part -> summed(part, depth - 1)).toList());
    }

    private static Drawn draw(SplittableRandom random) {
        List<Arg<Object>> sinks = new ArrayList<>();
        List<Object> expected = new ArrayList<>();
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            if (random.nextInt(4) == 0) {
                int number = random.nextInt();
                sinks.add(object(flatten(task(RandomFanOutsTest::sum, value(number), value(3)))));
                expected.add(summed(number, 3));
            } else {
                drawFanOut(random, sinks, expected);
            }
        }
        return new Drawn(list(sinks), expected);
    }

    private static void drawFanOut(
            SplittableRandom random, List<Arg<Object>> sinks, List<Object> expected) {
        boolean wide = random.nextInt(20) == 0;
        int number = wide ? 1_025 + random.nextInt(1_000) : random.nextInt();
        int shared = random.nextInt(100);
        Task<List<Integer>> source =
                wide
                        ? task(RandomFanOutsTest::many, value(number))
                        : task(RandomFanOutsTest::parts, value(number));
        Task<Integer> share = task(RandomFanOutsTest::mix, value(shared), value(1));
        Many<Integer> many = forEach(RandomFanOutsTest::mix, source, share);
        List<Integer> now =
                (wide ? many(number) : parts(number))
                        .stream().map(part -> mix(part, mix(shared, 1))).toList();
        for (int i = random.nextInt(5); i > 0; i--) {
            switch (random.nextInt(4)) {
                case 0 -> {
                    many = many.map(RandomFanOutsTest::mix, value(shared));
                    now = now.stream().map(part -> mix(part, shared)).toList();
                }
                case 1 -> {
                    many = many.filter(RandomFanOutsTest::keeps);
                    now = now.stream().filter(RandomFanOutsTest::keeps).toList();
                }
                default -> {
                    if (now.size() < 300) {
                        many = many.flatMap(RandomFanOutsTest::few);
                        now = now.stream().flatMap(part -> few(part).stream()).toList();
                    }
                }
            }
            if (random.nextInt(3) == 0) {
                sinks.add(object(many));
                expected.add(now);
            }
        }
        sinks.add(object(many.map(RandomFanOutsTest::text).reduce("", RandomFanOutsTest::join)));
        expected.add(String.join(",", now.stream().map(RandomFanOutsTest::text).toList()));
    }

    @SuppressWarnings("unchecked") // an argument is only read
    private static Arg<Object> object(Arg<?> arg) {
        return (Arg<Object>) arg;
    }

    private static long[] seeds(int most) {
        Long one = Long.getLong("weft.seed");
        return one != null ? new long[] {one} : LongStream.rangeClosed(1, most).toArray();
    }

    @Test
    void severalWorkersMakeWhatASequentialProgramMakes() throws Exception {
        try (HostedCluster cluster = new HostedCluster(3, 8);
                Weft weft = cluster.client()) {
            for (long seed : seeds(SEEDS)) {
                Drawn drawn = draw(new SplittableRandom(seed));
                List<Object> result = weft.<List<Object>>submit(drawn.sink()).await();
                assertThat(result).as("seed %d", seed).isEqualTo(drawn.expected());
            }
        }
    }

    /// Each run loses up to two workers, at moments that differ from time to time.
    @Test
    void workersOverRedisThatAreKilledMakeWhatASequentialProgramMakes() throws Exception {
        RunLimits limits =
                RunLimits.standard()
                        .withLease(Duration.ofMillis(300))
                        .withDispatch(Duration.ofMillis(200))
                        .withPoisonLimit(1_000);
        int kills = 0;
        try (EmbeddedRedis redis = EmbeddedRedis.start();
                MortalWorkers workers = new MortalWorkers(3, stores(redis));
                Weft weft = workers.client(limits);
                ScheduledExecutorService killer =
                        Executors.newSingleThreadScheduledExecutor(
                                Thread.ofPlatform().name("killer").factory())) {
            for (long seed : seeds(SEEDS_WITH_KILLS)) {
                SplittableRandom random = new SplittableRandom(seed);
                Drawn drawn = draw(random);
                Run<List<Object>> run = weft.submit(drawn.sink());
                List<Future<?>> planned = new ArrayList<>();
                for (int i = random.nextInt(3); i > 0; i--) {
                    int victim = random.nextInt(3);
                    planned.add(
                            killer.schedule(
                                    () -> workers.kill(victim),
                                    random.nextInt(60_000),
                                    TimeUnit.MICROSECONDS));
                }
                assertThat(run.await()).as("seed %d", seed).isEqualTo(drawn.expected());
                for (Future<?> kill : planned) {
                    kill.get(10, TimeUnit.SECONDS);
                    kills++;
                }
            }
        }
        assertThat(kills).isPositive();
    }

    private static Stores stores(EmbeddedRedis redis) {
        StoreAddress address = StoreAddress.of(redis.uri()).withPassword(redis::password);
        return new Stores(
                RedisRunStore.open(address),
                RedisBlobStore.open(address),
                RedisGraphStore.open(address));
    }
}
