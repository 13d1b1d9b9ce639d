package dev.weft.gateway;

import dev.weft.model.Claim;
import dev.weft.model.RunCode;
import dev.weft.model.RunId;
import dev.weft.model.RunKey;
import dev.weft.model.RunLimits;
import dev.weft.spi.Invocation;
import dev.weft.spi.Invocation.Parcel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/// Invocations for tests.
final class Invocations {
    static final RunKey RUN = run("run-1");

    private Invocations() {}

    static RunKey run(String id) {
        return new RunKey(new RunId(id), 0xfeed_0000_0000_0007L);
    }

    /// Of the first k of each task.
    static Invocation of(RunKey run, int... tasks) {
        List<Claim> claims = new ArrayList<>();
        for (int task : tasks) {
            claims.add(new Claim(task, 1));
        }
        return of(run, claims, false);
    }

    static Invocation alone(RunKey run, int... tasks) {
        return of(run, of(run, tasks).claims(), true);
    }

    static Invocation of(RunKey run, List<Claim> claims, boolean alone) {
        return new Invocation(
                run,
                1,
                new RunCode("archive", "graph"),
                RunLimits.standard(),
                claims,
                Long.MAX_VALUE,
                alone,
                Optional.empty());
    }

    static Invocation tasks(RunKey run, int from, int to) {
        int[] tasks = new int[to - from];
        for (int i = 0; i < tasks.length; i++) {
            tasks[i] = from + i;
        }
        return of(run, tasks);
    }

    /// Any one.
    static Invocation random(Random random) {
        List<Claim> claims = new ArrayList<>();
        for (int i = random.nextInt(50); i > 0; i--) {
            claims.add(
                    random.nextInt(10) == 0
                            ? new Claim(random.nextInt(Integer.MAX_VALUE), random.nextLong())
                            : new Claim(claims.size(), 1_700_000_000_000_000L + claims.size()));
        }
        RunLimits limits =
                new RunLimits(
                        Duration.ofMillis(1 + random.nextInt(100_000)),
                        Duration.ofNanos(1 + random.nextLong(1L << 40)),
                        Duration.ofHours(random.nextInt(100)),
                        Duration.ofSeconds(1 + random.nextLong(Long.MAX_VALUE - 1)),
                        1 + random.nextInt(10),
                        random.nextBoolean(),
                        Duration.ofSeconds(random.nextInt(10)),
                        random.nextBoolean() ? 0 : random.nextInt(1_000));
        return new Invocation(
                new RunKey(new RunId("run-" + random.nextInt(1_000)), random.nextLong()),
                random.nextInt(Integer.MAX_VALUE),
                new RunCode("archiv\u00e9 " + random.nextInt(), "graph \ud83e\uddf6", "constants"),
                limits,
                claims,
                random.nextLong(),
                random.nextBoolean(),
                random.nextBoolean() ? Optional.empty() : Optional.of(parcel(random)));
    }

    private static Parcel parcel(Random random) {
        byte[] graph = new byte[random.nextInt(300)];
        byte[] constants = new byte[random.nextInt(300)];
        random.nextBytes(graph);
        random.nextBytes(constants);
        return new Parcel(graph, constants);
    }
}
