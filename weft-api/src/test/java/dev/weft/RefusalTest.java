package dev.weft;

import static dev.weft.Weft.action;
import static dev.weft.Weft.combine;
import static dev.weft.Weft.list;
import static dev.weft.Weft.map;
import static dev.weft.Weft.task;
import static dev.weft.Weft.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.WorkflowRefusedException.Rule;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/// What compiles but cannot work is refused at once, by name and with what to do.
class RefusalTest {
    private final int field = 1;

    @Test
    void anonymousClassIsNoFunction() {
        F1<Integer, Integer> anonymous =
                new F1<>() {
                    private static final long serialVersionUID = 1;

                    @Override
                    public Integer apply(Integer x) {
                        return x;
                    }
                };
        refused(Rule.NOT_A_FUNCTION_REFERENCE, () -> task(anonymous, value(1)))
                .hasMessageContaining("anonymous class dev.weft.RefusalTest$1")
                .hasMessageContaining("Class::method");
    }

    @Test
    void localClassIsNoFunction() {
        class Local implements F2<Integer, Integer, Integer> {
            private static final long serialVersionUID = 1;

            @Override
            public Integer apply(Integer a, Integer b) {
                return a + b;
            }
        }
        refused(Rule.NOT_A_FUNCTION_REFERENCE, () -> task(new Local(), value(1), value(2)))
                .hasMessageContaining("local class dev.weft.RefusalTest$1Local");
    }

    @Test
    void memberClassIsNoFunction() {
        refused(Rule.NOT_A_FUNCTION_REFERENCE, () -> combine(new Member(), value(1)))
                .hasMessageContaining("dev.weft.RefusalTest$Member");
    }

    @Test
    @SuppressWarnings("NullAway") // what the test is about
    void nullFunctionIsRefused() {
        refused(Rule.NULL_ARGUMENT, () -> task((F0<Integer>) null))
                .hasMessage("function must be a method reference or a lambda, was null");
    }

    @Test
    @SuppressWarnings("NullAway") // what the test is about
    void nullArgumentsAreRefusedWithWhatToWrite() {
        refused(Rule.NULL_ARGUMENT, () -> task(Fns::add, value(1), null))
                .hasMessage(
                        "input 2 of Fns.add must be a handle, was null; for the value null write"
                                + " value(null)");
        refused(Rule.NULL_ARGUMENT, () -> combine(Fns::inc, null))
                .hasMessageContaining("input 1 of Fns.inc");
        List<Arg<Integer>> items = new ArrayList<>();
        items.add(value(1));
        items.add(null);
        refused(Rule.NULL_ARGUMENT, () -> list(items)).hasMessageContaining("item 1 of a list");
        Map<String, Arg<Integer>> entries = new HashMap<>();
        entries.put("k", null);
        refused(Rule.NULL_ARGUMENT, () -> map(entries)).hasMessageContaining("key 'k' of a map");
        refused(Rule.NULL_ARGUMENT, () -> Weft.compile(null, new FakeCodec()))
                .hasMessageContaining("what is submitted");
    }

    @Test
    void lambdaThatCapturesAHandleIsRefused() {
        Task<Integer> other = task(Fns::zero);
        refused(Rule.HANDLE_IN_VALUE, () -> task(x -> x + other.name().length(), value(1)))
                .hasMessageContaining("captured value 1 of RefusalTest")
                .hasMessageContaining("task 'Fns.zero' (Fns.zero)")
                .hasMessageContaining("make it an input");
        List<Task<Integer>> others = List.of(other);
        refused(Rule.HANDLE_IN_VALUE, () -> task(x -> x + others.size(), value(1)))
                .hasMessageContaining("[0]: task 'Fns.zero'");
        refused(Rule.HANDLE_IN_VALUE, () -> task(other::withName, value("x")))
                .hasMessageContaining("the receiver of Task.withName");
    }

    @Test
    void handleWithinAValueIsRefused() {
        Task<Integer> other = task(Fns::zero);
        refused(Rule.HANDLE_IN_VALUE, () -> value(List.of(other)))
                .hasMessageContaining("list(…)")
                .hasMessageContaining("[0]: task 'Fns.zero' (Fns.zero)");
        refused(Rule.HANDLE_IN_VALUE, () -> value(Map.of("a", Optional.of(other))));
        refused(Rule.HANDLE_IN_VALUE, () -> value(new Object[] {1, "a", List.of(2, other)}))
                .hasMessageContaining("[2][1]: task");
    }

    @Test
    void lambdaThatCapturesItsObjectIsRefusedWhereThatIsNoData() {
        refused(Rule.CANNOT_ENCODE, () -> task(x -> x + field, value(1)))
                .hasMessageContaining("the captured 'this' of RefusalTest")
                .hasMessageContaining("dev.weft.RefusalTest")
                .hasMessageContaining("static method");
    }

    @Test
    void innerConstructorIsRefusedForTheObjectAroundIt() {
        refused(Rule.CANNOT_ENCODE, () -> task(Inner::new, value(1)))
                .hasMessageContaining("dev.weft.RefusalTest");
    }

    @Test
    void receiverThatIsNoDataIsRefused() {
        Thread thread = Thread.currentThread();
        refused(Rule.CANNOT_ENCODE, () -> task(thread::getName))
                .hasMessageContaining("the receiver of Thread.getName, of type java.lang.Thread");
        refused(Rule.CANNOT_ENCODE, () -> action(thread::interrupt));
    }

    @Test
    void constantThatIsNoDataIsRefusedWhenSubmittedWithTaskAndInput() {
        Task<Integer> bad =
                task((a, b) -> a, value(1), list(value(2), value(new Object()))).withName("bad");
        refused(Rule.CANNOT_ENCODE, () -> Weft.compile(task(Fns::inc, bad), new FakeCodec()))
                .hasMessageContaining("input 2 of task 'bad' (RefusalTest.")
                .hasMessageContaining("java.lang.Object");
    }

    @Test
    void twoVersionsOfOneTaskAreRefusedWithTheQuestion() {
        Task<Integer> plain = task(Fns::zero);
        Task<Integer> named = plain.withName("named");
        refused(
                        Rule.TWO_VERSIONS_OF_ONE_TASK,
                        () -> Weft.compile(task(Fns::add, plain, named), new FakeCodec()))
                .hasMessageContaining("task 'Fns.zero' (Fns.zero) and task 'named' (Fns.zero)")
                .hasMessageContaining("was that dropped somewhere?");
        Task<Integer> again = plain.withName("again");
        refused(
                Rule.TWO_VERSIONS_OF_ONE_TASK,
                () -> Weft.compile(list(named, again), new FakeCodec()));
        refused(
                Rule.TWO_VERSIONS_OF_ONE_TASK,
                () -> Weft.compile(list(named, named.withName("x")), new FakeCodec()));
        assertThat(Weft.compile(list(named, named), new FakeCodec()).tasks()).isEqualTo(2);
    }

    @Test
    void argumentsThatGrowWithoutBoundAreRefused() {
        Arg<?> doubled = value(1);
        for (int i = 0; i < 40; i++) {
            doubled = list(doubled, doubled);
        }
        Arg<?> many = doubled;
        refused(Rule.TOO_MANY_PLACES, () -> Weft.compile(task(x -> x, many), new FakeCodec()))
                .hasMessageContaining("10,000,000 places");
    }

    private static AbstractThrowableAssert<?, ?> refused(Rule rule, ThrowingCallable call) {
        return assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        WorkflowRefusedException.class,
                        refusal -> assertThat(refusal.rule()).isEqualTo(rule));
    }

    private final class Inner {
        final int x;

        Inner(int x) {
            this.x = x + field;
        }

        @Override
        public String toString() {
            return "inner " + x;
        }
    }

    private static final class Member implements F1<Integer, Integer> {
        private static final long serialVersionUID = 1;

        @Override
        public Integer apply(Integer x) {
            return x;
        }
    }
}
