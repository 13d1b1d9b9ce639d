package dev.weft.kryo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.kryo.Samples.Account;
import dev.weft.kryo.Samples.Pair;
import dev.weft.kryo.Samples.Plan;
import dev.weft.kryo.Samples.Point;
import dev.weft.spi.ValueCodec;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// A value passes by reference only if it is certain that nobody can modify it.
class ImmutabilityTest {
    private final ValueCodec codec =
            new KryoValueCodecProvider().open(ImmutabilityTest.class.getClassLoader());

    private boolean immutable(Object value) {
        return codec.isImmutable(value);
    }

    /// A subclass that can be modified.
    static final class Growing extends BigInteger {
        private static final long serialVersionUID = 1;
        int size;

        Growing() {
            super(new byte[] {1});
        }
    }

    @SuppressWarnings("ArrayRecordComponent") // that is the point
    record WithArray(int[] array) {}

    record Chain(int value, Object next) {}

    @Test
    void leavesAreImmutable() {
        assertThat(codec.isImmutable(null)).isTrue();
        assertThat(Samples.leaves()).allMatch(codec::isImmutable);
        assertThat(immutable(Plan.LARGE)).isTrue();
    }

    @Test
    void recordsAndImmutableCollectionsAreAsImmutableAsWhatTheyHold() {
        assertThat(immutable(new Point(1, "x"))).isTrue();
        assertThat(immutable(new Pair<>(List.of(new Point(1, "x")), Optional.of(2)))).isTrue();
        assertThat(immutable(Map.of("k", Set.of(1L)))).isTrue();
        assertThat(immutable(Map.entry("k", 1))).isTrue();
        assertThat(immutable(List.of(1, 2, 3).subList(0, 2))).isTrue();
        assertThat(immutable(Collections.singletonList(1))).isTrue();
        assertThat(immutable(new Pair<>(1, new int[1]))).isFalse();
        assertThat(immutable(List.of(new ArrayList<>()))).isFalse();
        assertThat(immutable(Map.of("k", new StringBuilder()))).isFalse();
        assertThat(immutable(Optional.of(new Account("x")))).isFalse();
        assertThat(immutable(new WithArray(new int[0]))).isFalse();
    }

    @Test
    void whatCanBeModifiedOrIsNotCertainIsNotImmutable() {
        assertThat(immutable(new Growing())).isFalse();
        assertThat(immutable(new int[0])).isFalse();
        assertThat(immutable(new ArrayList<>())).isFalse();
        assertThat(immutable(Arrays.asList(1))).isFalse();
        assertThat(immutable(Collections.unmodifiableList(new ArrayList<>()))).isFalse();
        assertThat(immutable(new Object())).isFalse();
        assertThat(immutable(new Account("a"))).isFalse();
        Runnable lambda = () -> {};
        assertThat(immutable(lambda)).isFalse();
    }

    @Test
    void theEffortIsBounded() {
        List<Integer> many = IntStream.range(0, 20_000).boxed().toList();
        assertThat(immutable(List.copyOf(many))).isFalse();
        Object chain = "end";
        for (int i = 0; i < 9_000; i++) {
            chain = new Chain(i, chain);
        }
        assertThat(immutable(chain)).isTrue();
        for (int i = 0; i < 100_000; i++) {
            chain = new Chain(i, chain);
        }
        assertThat(immutable(chain)).isFalse();
        Object shared = List.of(1);
        for (int i = 0; i < 60; i++) {
            shared = List.of(shared, shared);
        }
        assertThat(immutable(shared)).isFalse();
    }
}
