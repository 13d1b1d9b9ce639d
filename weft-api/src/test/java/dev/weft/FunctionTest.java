package dev.weft;

import static dev.weft.Weft.task;
import static dev.weft.Weft.value;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.model.FunctionReference;
import dev.weft.model.TaskFunction;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What a function is, and that a worker can make it again of its reference.
class FunctionTest {
    @Test
    void staticReferenceIsRebuilt() throws Exception {
        F1<Integer, Integer> function = Fns::inc;
        assertThat(rebuilt(function).invoke(args(4))).isEqualTo(5);
    }

    @Test
    void unboundReferenceIsRebuilt() throws Exception {
        F2<String, String, String> function = String::concat;
        assertThat(rebuilt(function).invoke(args("a", "b"))).isEqualTo("ab");
    }

    @Test
    void boundReferenceIsRebuiltWithItsReceiver() throws Exception {
        Fns.Adder adder = new Fns.Adder(10);
        F1<Integer, Integer> function = adder::to;
        assertThat(captured(function)).containsExactly(adder);
        assertThat(rebuilt(function).invoke(args(4))).isEqualTo(14);
    }

    @Test
    void constructorReferenceIsRebuilt() throws Exception {
        F1<Integer, Fns.Adder> function = Fns.Adder::new;
        assertThat(rebuilt(function).invoke(args(4))).isEqualTo(new Fns.Adder(4));
    }

    @Test
    void lambdaIsRebuiltWithWhatItCaptured() throws Exception {
        int by = Integer.parseInt("3");
        String text = "x";
        F1<Integer, String> function = x -> text + x * by;
        assertThat(captured(function)).containsExactlyInAnyOrder(3, "x");
        assertThat(rebuilt(function).invoke(args(4))).isEqualTo("x12");
    }

    @Test
    void lambdaWithoutCapturesIsRebuilt() throws Exception {
        F1<Integer, Integer> function = x -> x * 2;
        assertThat(captured(function)).isEmpty();
        assertThat(rebuilt(function).invoke(args(4))).isEqualTo(8);
    }

    @Test
    void actionIsRebuiltAndReturnsNull() throws Exception {
        A1<StringBuilder> action = text -> text.append("done");
        StringBuilder text = new StringBuilder();
        assertThat(rebuilt(action).invoke(args(text))).isNull();
        assertThat(text).hasToString("done");
    }

    @Test
    void everyArityIsRebuiltWithItsInputsInOrder() throws Exception {
        F0<String> f0 = () -> "";
        F3<String, String, String, String> f3 = (a, b, c) -> a + b + c;
        F4<String, String, String, String, String> f4 = (a, b, c, d) -> a + b + c + d;
        F5<String, String, String, String, String, String> f5 =
                (a, b, c, d, e) -> a + b + c + d + e;
        F6<String, String, String, String, String, String, String> f6 =
                (a, b, c, d, e, f) -> a + b + c + d + e + f;
        F7<String, String, String, String, String, String, String, String> f7 =
                (a, b, c, d, e, f, g) -> a + b + c + d + e + f + g;
        F8<String, String, String, String, String, String, String, String, String> f8 =
                (a, b, c, d, e, f, g, h) -> a + b + c + d + e + f + g + h;
        @Nullable Object[] letters = "abcdefgh".chars().mapToObj(Character::toString).toArray();
        List<TaskFunction> functions = List.of(f0, f3, f4, f5, f6, f7, f8);
        List<Integer> arities = List.of(0, 3, 4, 5, 6, 7, 8);
        for (int i = 0; i < arities.size(); i++) {
            int arity = arities.get(i);
            assertThat(rebuilt(functions.get(i)).invoke(Arrays.copyOf(letters, arity)))
                    .isEqualTo("abcdefgh".substring(0, arity));
        }
    }

    @Test
    void everyActionGetsItsInputsInOrder() throws Exception {
        StringBuilder out = new StringBuilder();
        A0 a0 = () -> out.append("|");
        A2<Integer, Integer> a2 = (a, b) -> out.append(a).append(b).append('|');
        A3<Integer, Integer, Integer> a3 = (a, b, c) -> out.append(a).append(b).append(c);
        A4<Integer, Integer, Integer, Integer> a4 = (a, b, c, d) -> out.append(d);
        A5<Integer, Integer, Integer, Integer, Integer> a5 = (a, b, c, d, e) -> out.append(e);
        A6<Integer, Integer, Integer, Integer, Integer, Integer> a6 =
                (a, b, c, d, e, f) -> out.append(f);
        A7<Integer, Integer, Integer, Integer, Integer, Integer, Integer> a7 =
                (a, b, c, d, e, f, g) -> out.append(g);
        A8<Integer, Integer, Integer, Integer, Integer, Integer, Integer, Integer> a8 =
                (a, b, c, d, e, f, g, h) -> out.append(h);
        @Nullable Object[] all = {1, 2, 3, 4, 5, 6, 7, 8};
        List<TaskFunction> actions = List.of(a0, a2, a3, a4, a5, a6, a7, a8);
        List<Integer> arities = List.of(0, 2, 3, 4, 5, 6, 7, 8);
        for (int i = 0; i < arities.size(); i++) {
            assertThat(actions.get(i).invoke(Arrays.copyOf(all, arities.get(i)))).isNull();
        }
        assertThat(out).hasToString("|12|12345678");
    }

    @Test
    void twoSitesOfOneReferenceAreOneFunction() {
        F1<Integer, Integer> here = Fns::inc;
        F1<Integer, Integer> there = Elsewhere.inc();
        FunctionReference one = LambdaClass.of(here).reference();
        FunctionReference other = LambdaClass.of(there).reference();
        assertThat(one.identity()).isEqualTo(other.identity());
        assertThat(one.capturingClass()).isNotEqualTo(other.capturingClass());
        assertThat(
                        Weft.compile(
                                        task(Fns::add, task(here, value(1)), task(there, value(2))),
                                        new FakeCodec())
                                .functions())
                .hasSize(2);
    }

    @Test
    void referenceInASubclassIsRebuilt() throws Exception {
        F1<Integer, Integer> function = Fns.Derived::inherited;
        assertThat(rebuilt(function).invoke(args(4))).isEqualTo(4);
    }

    private static TaskFunction rebuilt(TaskFunction function) throws Exception {
        return Rebuilding.of(LambdaClass.of(function).reference(), captured(function));
    }

    private static List<@Nullable Object> captured(TaskFunction function) {
        return Arrays.asList(LambdaClass.of(function).captured(function));
    }

    private static @Nullable Object[] args(@Nullable Object... values) {
        return values;
    }

    private static final class Elsewhere {
        static F1<Integer, Integer> inc() {
            return Fns::inc;
        }
    }
}
