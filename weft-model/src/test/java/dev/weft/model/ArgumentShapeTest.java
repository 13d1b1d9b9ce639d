package dev.weft.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;

class ArgumentShapeTest {
    @Test
    void walkVisitsInTheOrderOfWriting() throws Exception {
        ArgumentShape shape =
                new ArgumentShape.Builder()
                        .constant()
                        .beginList()
                        .parent()
                        .parent()
                        .end()
                        .beginMap()
                        .constant()
                        .parentAgain(1)
                        .end()
                        .beginCombine(7)
                        .parent()
                        .end()
                        .build();
        assertThat(text(shape)).isEqualTo("c0 [ p0 p1 ] { c1 p1 } 7( p2 )");
        assertThat(shape.parents()).isEqualTo(3);
        assertThat(shape.constants()).isEqualTo(2);
        assertThat(shape.isFlat()).isFalse();
        assertThat(Graphs.flat(2, 3).isFlat()).isTrue();
    }

    @Test
    void tokensGiveTheSameShapeAgain() throws Exception {
        for (long seed : Seeds.of(1, 3_000)) {
            Random random = new Random(seed);
            int parents = random.nextInt(10);
            ArgumentShape shape = RandomShapes.shape(random, parents, random.nextInt(10), 3);
            ArgumentShape again = ArgumentShape.ofTokens(shape.tokens());
            assertThat(again).as("seed %d", seed).isEqualTo(shape).hasSameHashCodeAs(shape);
            assertThat(text(again)).isEqualTo(text(shape));
            assertThat(again.parents()).isEqualTo(parents);
            assertThat(again.constants()).isEqualTo(shape.constants());
        }
    }

    /// Whatever was accepted is balanced, and has keys for values and values for keys.
    @Test
    void anyTokensAreRefusedOrCanBeWalked() throws Exception {
        int accepted = 0;
        for (long seed : Seeds.of(1, 50_000)) {
            Random random = new Random(seed);
            int[] tokens = new int[random.nextInt(8)];
            for (int i = 0; i < tokens.length; i++) {
                tokens[i] = random.nextInt(20);
            }
            ArgumentShape shape;
            try {
                shape = ArgumentShape.ofTokens(tokens);
            } catch (IllegalArgumentException refused) {
                continue;
            }
            accepted++;
            String text = text(shape);
            assertThat(text.chars().filter(c -> "[{(".indexOf(c) >= 0).count())
                    .isEqualTo(text.chars().filter(c -> "]})".indexOf(c) >= 0).count());
        }
        assertThat(accepted).isPositive();
    }

    @Test
    void nestingOf100000IsBuiltAndWalked() throws Exception {
        ArgumentShape.Builder builder = new ArgumentShape.Builder();
        for (int i = 0; i < 100_000; i++) {
            switch (i % 3) {
                case 0 -> builder.beginList();
                case 1 -> builder.beginMap().constant();
                default -> builder.beginCombine(i);
            }
        }
        builder.parent();
        for (int i = 0; i < 100_000; i++) {
            builder.end();
        }
        ArgumentShape shape = ArgumentShape.ofTokens(builder.build().tokens());
        assertThat(text(shape)).hasSizeGreaterThan(400_000);
        assertThat(shape.parents()).isEqualTo(1);
        assertThat(shape.constants()).isEqualTo(33_333);
    }

    @Test
    void longListsTakeThreeTokens() {
        assertThat(Graphs.listOf(100_000).tokens()).hasSize(3);
    }

    @Test
    void parentsThatAreWaitedForHaveNoPlace() throws Exception {
        ArgumentShape shape = new ArgumentShape.Builder().parent().constant().after(2).build();
        assertThat(text(shape))
                .isEqualTo(text(new ArgumentShape.Builder().parent().constant().build()));
        assertThat(shape.parents()).isEqualTo(3);
        assertThat(shape.readParents()).isEqualTo(1);
        assertThat(shape.isFlat()).isFalse();
        assertThat(Graphs.flat(1, 2).readParents()).isEqualTo(2);
    }

    @Test
    void tokensAreCopied() {
        ArgumentShape shape = Graphs.flat(1, 1);
        shape.tokens()[0] = 99;
        assertThat(shape).isEqualTo(Graphs.flat(1, 1));
    }

    @Test
    void malformedTokensAreRefusedByName() {
        refused(3).hasMessage("arguments must be balanced, was 1 ends short");
        refused(6).hasMessage("arguments must be balanced, was one end too many at token 0");
        refused(7).hasMessage("parents without a place must be > 0 and come last, was 0");
        refused(8 + 7, 8).hasMessage("parents without a place must be > 0 and come last, was 1");
        refused(3, 8 + 7, 6).hasMessage("parents without a place must be > 0 and come last, was 1");
        refused(0).hasMessage("run of places at token 0 must be > 0, was 0");
        refused(8, 8).hasMessage("neighbouring runs must be one, were two at token 1");
        refused(2).hasMessage("repeated parent must be < 0, was 0");
        refused(3 + 8, 6).hasMessage("operand of argument token 0 must be 0, was 1");
        refused(4, 8, 6).hasMessage("key of a map must be a constant, was token 8 at 1");
        refused(4, 9, 16, 6).hasMessage("key of a map must be a constant, was token 16 at 2");
        refused(4, 9, 6)
                .hasMessage("map must have a value for each key, had none for the last at token 2");
        refused(-8 | 1, 3, -8 | 1, 3, -8 | 1, 3, -8 | 1, 3, -8 | 1, 6, 6, 6, 6)
                .hasMessageStartingWith("places of arguments must be at most 2147483647, was ");
    }

    private static AbstractThrowableAssert<?, ?> refused(int... tokens) {
        return assertThatThrownBy(() -> ArgumentShape.ofTokens(tokens))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void wrongUseOfTheBuilderIsRefused() {
        assertThatThrownBy(() -> new ArgumentShape.Builder().parent().parentAgain(1))
                .hasMessage("repeated parent must be in 0..0, was 1");
        assertThatThrownBy(() -> new ArgumentShape.Builder().beginList().build())
                .hasMessage("arguments must be balanced, was 1 ends short");
        assertThatThrownBy(() -> new ArgumentShape.Builder().beginCombine(-1))
                .hasMessageContaining("combining function must be in 0..");
    }

    private static String text(ArgumentShape shape) throws Exception {
        StringBuilder text = new StringBuilder();
        StringBuilder open = new StringBuilder();
        shape.walk(
                new ArgumentShape.Visitor() {
                    @Override
                    public void parent(int index) {
                        text.append('p').append(index).append(' ');
                    }

                    @Override
                    public void constant(int index) {
                        text.append('c').append(index).append(' ');
                    }

                    @Override
                    public void beginList() {
                        text.append("[ ");
                        open.append(']');
                    }

                    @Override
                    public void beginMap() {
                        text.append("{ ");
                        open.append('}');
                    }

                    @Override
                    public void beginCombine(int function) {
                        text.append(function).append("( ");
                        open.append(')');
                    }

                    @Override
                    public void end() {
                        text.append(open.charAt(open.length() - 1)).append(' ');
                        open.setLength(open.length() - 1);
                    }
                });
        return text.toString().strip();
    }
}
