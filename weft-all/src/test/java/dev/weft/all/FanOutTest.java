package dev.weft.all;

import static dev.weft.Weft.combine;
import static dev.weft.Weft.flatten;
import static dev.weft.Weft.forEach;
import static dev.weft.Weft.list;
import static dev.weft.Weft.task;
import static dev.weft.Weft.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.Arg;
import dev.weft.Completion;
import dev.weft.Many;
import dev.weft.Outcome;
import dev.weft.Task;
import dev.weft.Weft;
import dev.weft.WorkflowFailedException;
import dev.weft.WorkflowRefusedException;
import dev.weft.model.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Fan-outs whose width is known only at run time, in all shapes: what comes out is what a sequential
/// program would make. One file although it is long: the cases share their small functions, and are read one at
/// a time.
@Timeout(60)
@SuppressWarnings("NullAway") // functions that return null are tested
final class FanOutTest {
    private static final AtomicInteger calls = new AtomicInteger();
    private static Weft weft = Weft.local();

    @BeforeAll
    static void open() {
        weft = Weft.local();
    }

    @AfterAll
    static void close() {
        weft.close();
    }

    private static <R> R run(Arg<? extends R> sink) {
        try {
            return weft.<R>submit(sink).await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    static List<Integer> upTo(int width) {
        return IntStream.range(0, width).boxed().toList();
    }

    static int square(int number) {
        return number * number;
    }

    static int plus(int number, int other) {
        return number + other;
    }

    static String text(int number) {
        return Integer.toString(number);
    }

    static boolean isEven(int number) {
        return number % 2 == 0;
    }

    static String join(String a, String b) {
        return a + "," + b;
    }

    private static String joined(List<Integer> numbers) {
        return String.join(",", numbers.stream().map(String::valueOf).toList());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 7, 8, 100, 1024, 1025, 5000})
    void allResultsComeInTheOrderOfTheElements(int width) {
        List<Integer> squares =
                run(forEach(FanOutTest::square, task(FanOutTest::upTo, value(width))));
        assertThat(squares).isEqualTo(upTo(width).stream().map(FanOutTest::square).toList());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 7, 8, 100, 1024, 1025, 5000})
    void aReductionKeepsTheOrder(int width) {
        String all =
                run(
                        forEach(FanOutTest::text, task(FanOutTest::upTo, value(width)))
                                .reduce("none", FanOutTest::join));
        assertThat(all).isEqualTo(width == 0 ? "none" : joined(upTo(width)));
    }

    @Test
    void aReductionWithoutIdentityFailsByNameWhereThereIsNoElement() {
        Task<String> all =
                forEach(FanOutTest::text, task(FanOutTest::upTo, value(0)))
                        .reduce(FanOutTest::join);
        assertThatThrownBy(() -> run(all))
                .isInstanceOf(WorkflowFailedException.class)
                .hasMessageContaining("must have at least one element")
                .hasMessageContaining("FanOutTest.join");
    }

    @Test
    void stepsFollowOneAnother() {
        Many<Integer> squares = forEach(FanOutTest::square, task(FanOutTest::upTo, value(20)));
        Many<Integer> more = squares.map(FanOutTest::plus, value(1)).map(FanOutTest::square);
        assertThat(run(more)).isEqualTo(upTo(20).stream().map(i -> square(square(i) + 1)).toList());
    }

    @Test
    void filteredElementsAreGoneFromEverythingAfter() {
        Many<Integer> even =
                forEach(FanOutTest::square, task(FanOutTest::upTo, value(9)))
                        .filter(FanOutTest::isEven);
        Many<Integer> after = even.map(FanOutTest::plus, value(1));
        assertThat(run(list(List.of(even, after))))
                .isEqualTo(List.of(List.of(0, 4, 16, 36, 64), List.of(1, 5, 17, 37, 65)));
        assertThat(run(after.map(FanOutTest::text).reduce("", FanOutTest::join)))
                .isEqualTo("1,5,17,37,65");
    }

    @Test
    void nothingIsLeftWhereAllElementsAreFilteredOut() {
        Many<Integer> none =
                forEach(FanOutTest::square, task(FanOutTest::upTo, value(9)))
                        .filter((Integer number) -> number < 0);
        assertThat(run(none)).isEmpty();
        assertThat(run(none.reduce(-1, Integer::sum))).isEqualTo(-1);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 5, 40, 1500})
    void elementsOfElementsComeInOrder(int width) {
        Many<Integer> inner =
                forEach(FanOutTest::plus, task(FanOutTest::upTo, value(width)), value(0))
                        .flatMap((Integer i) -> upTo(i % 4));
        List<Integer> expected = upTo(width).stream().flatMap(i -> upTo(i % 4).stream()).toList();
        assertThat(run(inner)).isEqualTo(expected);
        assertThat(
                        run(
                                inner.map(FanOutTest::square)
                                        .map(FanOutTest::text)
                                        .reduce("", FanOutTest::join)))
                .isEqualTo(joined(expected.stream().map(FanOutTest::square).toList()));
    }

    @Test
    void threeLevelsOfElements() {
        Many<Integer> deep =
                forEach(FanOutTest::plus, task(FanOutTest::upTo, value(5)), value(0))
                        .flatMap(FanOutTest::upTo)
                        .flatMap(FanOutTest::upTo)
                        .map(FanOutTest::plus, task(FanOutTest::square, value(10)));
        Stream<Integer> expected =
                upTo(5).stream()
                        .flatMap(i -> upTo(i).stream())
                        .flatMap(i -> upTo(i).stream())
                        .map(i -> i + 100);
        assertThat(run(deep)).isEqualTo(expected.toList());
    }

    @Test
    void stepsForTheSameElementsAreZipped() {
        Many<Integer> squares = forEach(FanOutTest::square, task(FanOutTest::upTo, value(10)));
        Many<Integer> sums = squares.map(FanOutTest::plus, value(1)).zip(squares, FanOutTest::plus);
        assertThat(run(sums)).isEqualTo(upTo(10).stream().map(i -> 2 * i * i + 1).toList());
        assertThatThrownBy(() -> squares.zip(squares.filter(FanOutTest::isEven), FanOutTest::plus))
                .isInstanceOf(WorkflowRefusedException.class)
                .hasMessageContaining("filtered out of the second");
        Many<Integer> others = forEach(FanOutTest::square, task(FanOutTest::upTo, value(10)));
        assertThatThrownBy(() -> squares.zip(others, FanOutTest::plus))
                .isInstanceOf(WorkflowRefusedException.class)
                .hasMessageContaining("different collections");
    }

    @Test
    void oneFanOutHasSeveralUses() {
        Many<Integer> squares = forEach(FanOutTest::square, task(FanOutTest::upTo, value(6)));
        Task<Integer> sum = squares.reduce(0, Integer::sum);
        Task<Integer> max = squares.map(FanOutTest::plus, value(5)).reduce(Math::max);
        Task<Integer> size = task((List<Integer> all) -> all.size(), squares);
        assertThat(run(list(List.of(sum, max, size)))).isEqualTo(List.of(55, 30, 6));
    }

    @Test
    void aSharedArgumentMayDependOnTheFanOutItself() {
        Many<Integer> numbers = forEach(FanOutTest::square, task(FanOutTest::upTo, value(5)));
        Many<Integer> moved = numbers.map(FanOutTest::plus, numbers.reduce(0, Integer::sum));
        assertThat(run(moved)).isEqualTo(List.of(30, 31, 34, 39, 46));
    }

    @Test
    void sharedArgumentsMayBeAnything() {
        Many<Integer> other = forEach(FanOutTest::square, task(FanOutTest::upTo, value(4)));
        int captured = 1000;
        Many<Integer> all =
                forEach(
                        (Integer i, List<Integer> of, Integer b, Integer c) ->
                                i + of.size() + b + c + captured,
                        value(List.of(1, 2, 3)),
                        other,
                        combine(FanOutTest::plus, value(1), task(FanOutTest::square, value(3))),
                        value(100));
        assertThat(run(all)).isEqualTo(List.of(1115, 1116, 1117));
    }

    @Test
    void fanOutsMixWithOtherTasks() {
        Task<Integer> before = task(FanOutTest::square, value(3));
        Many<Integer> many = forEach(FanOutTest::plus, task(FanOutTest::upTo, before), before);
        Task<Integer> sum =
                task(
                        (List<Integer> all, Integer b) -> all.stream().mapToInt(i -> i).sum() + b,
                        many,
                        before);
        assertThat(run(task(FanOutTest::plus, sum, before))).isEqualTo(36 + 81 + 18);
    }

    static List<Integer> add(List<Integer> to, int number) {
        List<Integer> all = new ArrayList<>(to);
        all.add(number);
        to.clear(); // what others must not see
        return all;
    }

    @Test
    void nobodySeesWhatAnElementsTaskDoesToASharedValue() {
        Task<List<Integer>> shared = task(() -> new ArrayList<>(List.of(1, 2)));
        Many<List<Integer>> all =
                forEach(
                        (Integer i, List<Integer> to) -> add(to, i),
                        value(List.of(7, 8, 9)),
                        shared);
        assertThat(run(all))
                .isEqualTo(List.of(List.of(1, 2, 7), List.of(1, 2, 8), List.of(1, 2, 9)));
    }

    static int failingAt3(int number) {
        if (number == 3) {
            throw new IllegalStateException("three");
        }
        return number;
    }

    @Test
    void anErrorNamesTheElement() {
        Many<Integer> many = forEach(FanOutTest::failingAt3, task(FanOutTest::upTo, value(5)));
        assertThatThrownBy(() -> run(many))
                .isInstanceOf(WorkflowFailedException.class)
                .hasMessageContaining("FanOutTest.failingAt3[3]");
        Many<Integer> nested =
                forEach(FanOutTest::plus, task(FanOutTest::upTo, value(5)), value(2))
                        .flatMap(FanOutTest::upTo)
                        .map(FanOutTest::failingAt3);
        assertThatThrownBy(() -> run(nested))
                .isInstanceOf(WorkflowFailedException.class)
                .hasMessageMatching("(?s).*FanOutTest\\.failingAt3\\[[234]]\\[3].*");
        Many<Integer> wide =
                forEach(
                        (Integer i) -> failingAt3(i == 2222 ? 3 : 0),
                        task(FanOutTest::upTo, value(3000)));
        assertThatThrownBy(() -> run(wide)).hasMessageContaining("[2222]");
    }

    static List<Integer> nothing() {
        return null;
    }

    @Test
    void aSourceWithoutCollectionFailsByName() {
        assertThatThrownBy(() -> run(forEach(FanOutTest::square, task(FanOutTest::nothing))))
                .isInstanceOf(WorkflowFailedException.class)
                .hasMessageContaining("must return a collection, was null");
        Many<Integer> inner =
                forEach(FanOutTest::square, value(List.of(1, 2)))
                        .flatMap((Integer i) -> i == 4 ? null : List.of(i));
        assertThatThrownBy(() -> run(inner))
                .hasMessageContaining("elements of [1] must be a collection, was null");
    }

    @Test
    void anElementThatCannotBeEncodedIsNamed() {
        Many<Object> many =
                forEach((Object o) -> o, task(() -> List.of("a", new Thread(() -> {}), "b")));
        assertThatThrownBy(() -> run(many))
                .isInstanceOf(WorkflowFailedException.class)
                .hasMessageContaining("element[1]");
    }

    static Task<Long> sum(List<Integer> numbers) {
        calls.incrementAndGet();
        int half = numbers.size() / 2;
        return half < 10
                ? task(
                        (List<Integer> all) -> all.stream().mapToLong(i -> i).sum(),
                        value(List.copyOf(numbers)))
                : task(
                        Long::sum,
                        flatten(
                                task(
                                        FanOutTest::sum,
                                        value(List.copyOf(numbers.subList(0, half))))),
                        flatten(
                                task(
                                        FanOutTest::sum,
                                        value(
                                                List.copyOf(
                                                        numbers.subList(half, numbers.size()))))));
    }

    @Test
    void tasksDecideWhatComesNext() {
        assertThat(run(flatten(task(FanOutTest::sum, task(FanOutTest::upTo, value(1000))))))
                .isEqualTo(499_500L);
        assertThat(calls.get()).isEqualTo(127);
    }

    static Task<Integer> countDown(int left) {
        return left == 0
                ? task(FanOutTest::square, value(7))
                : flatten(task(FanOutTest::countDown, value(left - 1)));
    }

    @Test
    void workflowsThatReturnWorkflowsAreBounded() {
        assertThat(run(flatten(task(FanOutTest::countDown, value(300))))).isEqualTo(49);
        assertThatThrownBy(
                        () -> run(flatten(task(FanOutTest::countDown, value(Integer.MAX_VALUE)))))
                .isInstanceOf(WorkflowFailedException.class)
                .hasMessageContaining("must end within 1000 of them")
                .hasMessageContaining("FanOutTest.countDown");
    }

    @Test
    void aWorkflowWithinMayBeAFanOut() {
        Task<Integer> inner =
                flatten(
                        task(
                                (Integer n) ->
                                        forEach(
                                                        FanOutTest::square,
                                                        task(FanOutTest::upTo, value(n)))
                                                .reduce(0, Integer::sum),
                                value(5)));
        assertThat(run(task(FanOutTest::plus, inner, value(1)))).isEqualTo(31);
    }

    @Test
    void whatIsNoHandleCannotBeFlattened() {
        Task<Task<Integer>> none = task(() -> null);
        assertThatThrownBy(() -> run(flatten(none)))
                .hasMessageContaining("must be a handle of a workflow, was null");
    }

    @Test
    void progressKnowsTasksThatWereAdded() throws Exception {
        var run = weft.submit(forEach(FanOutTest::square, task(FanOutTest::upTo, value(17))));
        run.await();
        assertThat(run.progress())
                .anySatisfy(row -> {
                    assertThat(row.name()).isEqualTo("FanOutTest.square");
                    assertThat(row.total()).isEqualTo(17);
                    assertThat(row.done()).isEqualTo(17);
                });
    }

    static int failingAtOdd(int number) {
        if (number % 2 == 1) {
            throw new IllegalStateException("odd");
        }
        return number;
    }

    private static Many<Integer> halfFails(int width, Completion completion) {
        return forEach(FanOutTest::failingAtOdd, task(FanOutTest::upTo, value(width)))
                .withCompletion(completion);
    }

    @Test
    void toleratedFailuresAreMissingFromWhatFollows() {
        Many<Integer> many = halfFails(7, Completion.tolerating(3));
        assertThat(run(many)).isEqualTo(List.of(0, 2, 4, 6));
        assertThat(run(many.map(FanOutTest::square).reduce(0, Integer::sum))).isEqualTo(56);
        assertThat(run(halfFails(3000, Completion.toleratingShare(0.5))).size()).isEqualTo(1500);
        assertThat(run(halfFails(3000, Completion.atLeast(1500)).reduce(0, Integer::sum)))
                .isEqualTo(IntStream.range(0, 1500).map(i -> 2 * i).sum());
    }

    @Test
    void tooManyFailuresEndTheRunAndAreNamed() {
        assertThatThrownBy(() -> run(halfFails(7, Completion.tolerating(2))))
                .isInstanceOf(WorkflowFailedException.class)
                .hasMessageContaining("of 7 elements 3 have failed, where at most 2 may fail")
                .hasMessageContaining(
                        "FanOutTest.failingAtOdd[5]: java.lang.IllegalStateException: odd");
        assertThatThrownBy(() -> run(halfFails(3000, Completion.toleratingShare(0.4))))
                .hasMessageContaining("of 3,000 elements 1,500 have failed")
                .hasMessageContaining("40.0 %");
        assertThatThrownBy(() -> run(halfFails(8, Completion.atLeast(5)).outcomes()))
                .hasMessageContaining("where at least 5");
        assertThatThrownBy(() -> run(halfFails(2, Completion.all())))
                .hasMessageContaining("FanOutTest.failingAtOdd[1]");
    }

    @Test
    void outcomesSayWhichElementsAreMissingAndWhy() {
        Many<Integer> many = halfFails(3, Completion.tolerating(1));
        List<Outcome<Integer>> outcomes = run(many.map(FanOutTest::square).outcomes());
        assertThat(outcomes)
                .containsExactly(
                        new Outcome.Present<>(0),
                        new Outcome.Missing<>(
                                "FanOutTest.failingAtOdd[1]",
                                ErrorCode.TASK_THREW,
                                "java.lang.IllegalStateException",
                                "odd"),
                        new Outcome.Present<>(4));
    }

    @Test
    void stepsAfterThePolicyAreNotTolerated() {
        Many<Integer> after =
                halfFails(4, Completion.tolerating(2)).map((Integer i) -> failingAt3(i + 1));
        assertThatThrownBy(() -> run(after))
                .hasMessageContaining("[2]")
                .hasMessageContaining("three");
    }

    @Test
    void failuresOfElementsOfElementsAreTolerated() {
        Many<Integer> inner =
                forEach(FanOutTest::plus, task(FanOutTest::upTo, value(5)), value(0))
                        .flatMap(FanOutTest::upTo)
                        .map(FanOutTest::failingAtOdd)
                        .withCompletion(Completion.toleratingShare(0.5));
        assertThat(run(inner)).isEqualTo(List.of(0, 0, 0, 2, 0, 2));
    }

    @Test
    void policyOfFlatMapIsForTheElementsThatItMakes() {
        Many<Integer> inner =
                forEach(FanOutTest::failingAtOdd, task(FanOutTest::upTo, value(4)))
                        .flatMap(FanOutTest::upTo)
                        .withCompletion(Completion.tolerating(1));
        assertThatThrownBy(() -> run(inner)).hasMessageContaining("failingAtOdd[1]");
    }

    @Test
    void policyOfEitherSideOfAZipHolds() {
        Task<List<Integer>> numbers = task(FanOutTest::upTo, value(6));
        Many<Integer> all = forEach(FanOutTest::square, numbers);
        Many<Integer> half = all.map(FanOutTest::failingAtOdd);
        assertThat(run(all.zip(half.withCompletion(Completion.tolerating(3)), FanOutTest::plus)))
                .isEqualTo(List.of(0, 8, 32));
        assertThatThrownBy(() ->
                        run(
                                all.zip(
                                        half.withCompletion(Completion.tolerating(2)),
                                        FanOutTest::plus)))
                .hasMessageContaining("of 6 elements 3 have failed, where at most 2 may fail");
    }

    @Test
    void aPairThatCannotBeReducedIsNamed() {
        Task<Integer> sum =
                forEach(FanOutTest::square, task(FanOutTest::upTo, value(8)))
                        .reduce((Integer a, Integer b) -> failingAt3(a + b == 16 + 25 ? 3 : a + b));
        assertThatThrownBy(() -> run(sum)).hasMessageContaining("[4..5]");
    }

    private static final AtomicInteger inside = new AtomicInteger();
    private static final AtomicInteger most = new AtomicInteger();

    static int counted(int number) throws InterruptedException {
        most.accumulateAndGet(inside.incrementAndGet(), Math::max);
        Thread.sleep(1);
        inside.decrementAndGet();
        return number;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4, 700})
    void elementsAreBoundedInParallel(int bound) {
        most.set(0);
        Many<Integer> many =
                forEach(FanOutTest::counted, task(FanOutTest::upTo, value(1300)))
                        .map(FanOutTest::counted)
                        .withParallelism(bound);
        assertThat(run(many)).isEqualTo(upTo(1300));
        assertThat(most.get()).isLessThanOrEqualTo(bound);
        assertThat(most.get()).isGreaterThanOrEqualTo(bound == 1 ? 1 : 2);
    }

    @Test
    void twoVersionsOfOneFanOutAreRefused() {
        Many<Integer> many = forEach(FanOutTest::square, task(FanOutTest::upTo, value(5)));
        Arg<?> both = list(List.of(many, many.withName("other")));
        assertThatThrownBy(() -> weft.submit(both))
                .isInstanceOf(WorkflowRefusedException.class)
                .hasMessageContaining("was that dropped somewhere");
    }

    private static volatile CountDownLatch cancelled = new CountDownLatch(1);

    private static volatile CountDownLatch slow = new CountDownLatch(1);

    static int slowFrom3(int number) throws InterruptedException {
        if (number < 3) {
            return slow.await(30, TimeUnit.SECONDS) ? number : -1; // or some would never begin
        }
        slow.countDown();
        try {
            Thread.sleep(60_000); // as long as the test may take: it is to be interrupted
        } catch (InterruptedException e) {
            cancelled.countDown();
            throw e;
        }
        return number;
    }

    static boolean waitForCancel() throws InterruptedException {
        return cancelled.await(30, TimeUnit.SECONDS);
    }

    @Test
    void theFirstElementsAreEnoughAndTheOthersAreCancelled() {
        cancelled = new CountDownLatch(5);
        slow = new CountDownLatch(5);
        Many<Integer> many = forEach(FanOutTest::slowFrom3, task(FanOutTest::upTo, value(8)));
        Task<List<Integer>> first = many.map(FanOutTest::square).first(3);
        Task<Boolean> seen = task(FanOutTest::waitForCancel);
        assertThat(run(list(List.of(task((List<Integer> l) -> l, first), seen))))
                .isEqualTo(List.of(List.of(0, 1, 4), true));
    }

    @Test
    void elementsThatFailAreNotAmongTheFirst() {
        Many<Integer> many = forEach(FanOutTest::failingAtOdd, task(FanOutTest::upTo, value(9)));
        assertThat(run(many.first(5))).isEqualTo(List.of(0, 2, 4, 6, 8));
        assertThat(run(many.first(2))).hasSize(2);
        assertThat(run(many.withCompletion(Completion.tolerating(1)).first(5))).hasSize(5);
        assertThatThrownBy(() -> run(many.first(6)))
                .isInstanceOf(WorkflowFailedException.class)
                .hasMessageContaining("first 6 elements were asked for, and only 5 of 9")
                .hasMessageContaining("FanOutTest.failingAtOdd[1]");
        Many<Integer> none = forEach(FanOutTest::square, task(FanOutTest::upTo, value(0)));
        assertThatThrownBy(() -> run(none.first(1))).hasMessageContaining("only 0 of 0");
    }

    @Test
    void whatElseNeedsTheElementsGetsThemAll() {
        Many<Integer> many = forEach(FanOutTest::square, task(FanOutTest::upTo, value(2000)));
        Task<Integer> sum = many.reduce(0, Integer::sum);
        Task<Integer> size = task((List<Integer> l) -> l.size(), many.first(7));
        assertThat(run(list(List.of(sum, size))))
                .isEqualTo(List.of(IntStream.range(0, 2000).map(i -> i * i).sum(), 7));
    }

    @Test
    void theFirstOfElementsOfElementsAreRefused() {
        Many<Integer> inner =
                forEach(FanOutTest::square, value(List.of(1, 2))).flatMap(FanOutTest::upTo);
        assertThatThrownBy(() -> inner.first(1))
                .isInstanceOf(WorkflowRefusedException.class)
                .hasMessageContaining("must be of elements of a forEach");
    }
}
