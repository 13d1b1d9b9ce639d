package dev.weft.all;

import static dev.weft.Weft.combine;
import static dev.weft.Weft.list;
import static dev.weft.Weft.options;
import static dev.weft.Weft.task;
import static dev.weft.Weft.value;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.Arg;
import dev.weft.ReadsOnly;
import dev.weft.Task;
import dev.weft.Weft;
import dev.weft.model.RetryPolicy;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Values that can be modified are each reader's own.
@Timeout(60)
final class MutableValuesTest {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final AtomicInteger attempts = new AtomicInteger();
    private static final ConcurrentMap<String, Object> seen = new ConcurrentHashMap<>();
    private static volatile CountDownLatch modified = new CountDownLatch(1);

    private final Weft weft = Weft.local();

    @BeforeEach
    void reset() {
        attempts.set(0);
        seen.clear();
        modified = new CountDownLatch(1);
    }

    @AfterEach
    void close() {
        weft.close();
    }

    private <R> R run(Arg<R> sink) throws Exception {
        return weft.<R>submit(sink).await(LONG);
    }

    static int[] cell(int content) {
        int[] cell = {content};
        seen.put("made", cell);
        return cell;
    }

    static int mergeAndThrowOnce(int[] into, int more) throws IOException {
        into[0] += more;
        if (attempts.incrementAndGet() == 1) {
            throw new IOException("half-way");
        }
        return into[0];
    }

    @Test
    void aRetryAfterHalfAModificationSeesTheInputAsItWas() throws Exception {
        Task<Integer> merge =
                task(
                                MutableValuesTest::mergeAndThrowOnce,
                                task(MutableValuesTest::cell, value(1)),
                                value(10))
                        .with(options().withRetry(RetryPolicy.fixed(2, Duration.ZERO)));
        assertThat(run(merge)).isEqualTo(11);
    }

    @Test
    void aRetrySeesAConstantAsItWas() throws Exception {
        Task<Integer> merge =
                task(MutableValuesTest::mergeAndThrowOnce, value(new int[] {1}), value(10))
                        .with(options().withRetry(RetryPolicy.fixed(2, Duration.ZERO)));
        assertThat(run(merge)).isEqualTo(11);
    }

    static int addAndRead(int[] cell, int more) {
        cell[0] += more;
        return cell[0];
    }

    @Test
    void everyReaderSeesTheValueAsItWasMade() throws Exception {
        Task<int[]> cell = task(MutableValuesTest::cell, value(1));
        List<Task<Integer>> readers = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            readers.add(task(MutableValuesTest::addAndRead, cell, value(10)));
        }
        assertThat(run(list(readers))).containsOnly(11);
    }

    @Test
    void everyReaderSeesAConstantAsItWasGiven() throws Exception {
        Arg<int[]> constant = value(new int[] {1});
        List<Task<Integer>> readers = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            readers.add(task(MutableValuesTest::addAndRead, constant, value(10)));
        }
        assertThat(run(list(readers))).containsOnly(11);
    }

    @SuppressWarnings("ReferenceEquality") // which object it is is the question
    static boolean isTheOneMade(int[] cell) {
        return seen.get("made") == cell;
    }

    @Test
    void theOnlyReaderGetsTheObjectItself() throws Exception {
        assertThat(
                        run(
                                task(
                                        MutableValuesTest::isTheOneMade,
                                        task(MutableValuesTest::cell, value(1)))))
                .isTrue();
    }

    @ReadsOnly
    @SuppressWarnings("ReferenceEquality") // which object it is is the question
    static boolean isTheOneMadeReadingOnly(int[] cell) {
        return seen.get("made") == cell;
    }

    @Test
    void readersThatOnlyReadShareTheObject() throws Exception {
        Task<int[]> cell = task(MutableValuesTest::cell, value(1));
        List<Task<Boolean>> readers = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            readers.add(task(MutableValuesTest::isTheOneMadeReadingOnly, cell));
        }
        assertThat(run(list(readers))).containsOnly(true);
    }

    @Test
    void oneReaderThatModifiesMakesAllSeeCopies() throws Exception {
        Task<int[]> cell = task(MutableValuesTest::cell, value(1));
        assertThat(
                        run(
                                combine(
                                        MutableValuesTest::both,
                                        task(MutableValuesTest::readAfterTheOther, cell),
                                        task(MutableValuesTest::modifyFirst, cell))))
                .isEqualTo("1 and 100");
    }

    static String both(int a, int b) {
        return a + " and " + b;
    }

    @ReadsOnly
    static int readAfterTheOther(int[] cell) throws InterruptedException {
        modified.await();
        return cell[0];
    }

    static int modifyFirst(int[] cell) {
        cell[0] = 100;
        modified.countDown();
        return cell[0];
    }

    @ReadsOnly
    static int[] same(int[] cell) {
        return cell;
    }

    @ReadsOnly
    static int read(int[] cell) {
        return cell[0];
    }

    @Test
    void aFunctionThatOnlyReadsAndReturnsItsInputDoesNotLeakItToOneThatModifies() throws Exception {
        Task<int[]> cell = task(MutableValuesTest::cell, value(1));
        Task<int[]> same = task(MutableValuesTest::same, cell);
        assertThat(
                        run(
                                combine(
                                        MutableValuesTest::both,
                                        task(MutableValuesTest::readAfterTheOther, cell),
                                        task(MutableValuesTest::modifyFirst, same))))
                .isEqualTo("1 and 100");
    }

    static List<int[]> keep(List<int[]> cells) {
        cells.forEach(cell -> cell[0]++);
        return cells;
    }

    @Test
    void aListOfSharedValuesIsEachReadersOwn() throws Exception {
        Task<int[]> cell = task(MutableValuesTest::cell, value(1));
        Task<List<int[]>> first = task(MutableValuesTest::keep, list(cell, cell));
        Task<List<int[]>> second = task(MutableValuesTest::keep, list(cell));
        List<List<int[]>> result = run(list(first, second));
        assertThat(result.get(1).getFirst()).containsExactly(2);
        assertThat(result.getFirst().getFirst()[0]).isIn(2, 3); // one object or two copies of it
    }

    static Map<String, int[]> holder(int[] cell) {
        return Map.of("cell", cell);
    }

    static int modifyWithin(Map<String, int[]> holder) {
        int[] cell = Objects.requireNonNull(holder.get("cell"));
        return ++cell[0];
    }

    @Test
    void anImmutableMapOfMutableValuesCountsAsMutable() throws Exception {
        Task<Map<String, int[]>> holder =
                task(MutableValuesTest::holder, task(MutableValuesTest::cell, value(1)));
        assertThat(
                        run(
                                list(
                                        task(MutableValuesTest::modifyWithin, holder),
                                        task(MutableValuesTest::modifyWithin, holder))))
                .containsExactly(2, 2);
    }

    @Test
    void theResultIsTheCallersOwn() throws Exception {
        Task<int[]> cell = task(MutableValuesTest::cell, value(1));
        List<Object> both = run(list(cell, task(MutableValuesTest::read, cell)));
        ((int[]) both.getFirst())[0] = 5;
        assertThat(both.get(1)).isEqualTo(1);
        assertThat(run(cell)).containsExactly(1);
    }
}
