package dev.weft.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DeltaColumnTest {
    @Test
    void anySequenceComesBack() {
        for (long seed : Seeds.of(1, 2_000)) {
            Random random = new Random(seed);
            int[] values = new int[random.nextInt(300)];
            int period = 1 + random.nextInt(8);
            int bits = random.nextInt(33);
            for (int i = 0; i < values.length; i++) {
                values[i] =
                        i >= period && random.nextInt(10) > 0
                                ? values[i - period] + (int) (seed % 3)
                                : bits == 0 ? 0 : random.nextInt() >> (32 - bits);
            }
            assertThat(read(write(values), values.length)).as("seed %d", seed).isEqualTo(values);
        }
    }

    @Test
    void extremesComeBack() {
        int[] values = {Integer.MIN_VALUE, Integer.MAX_VALUE, 0, -1, Integer.MIN_VALUE};
        assertThat(read(write(values), values.length)).isEqualTo(values);
    }

    @Test
    void runsStridesAndPeriodsTakeAFewBytes() {
        assertThat(write(new int[1_000_000])).hasSizeLessThan(16);
        assertThat(write(IntStream.range(0, 1_000_000).toArray())).hasSizeLessThan(16);
        int[] stencil = new int[300_000];
        Arrays.setAll(stencil, i -> i / 3 + i % 3);
        assertThat(write(stencil)).hasSizeLessThan(24);
    }

    private static byte[] write(int[] values) {
        SliceOutput out = new SliceOutput();
        DeltaColumn.write(out, values);
        out.number(7);
        return out.finish();
    }

    private static int[] read(byte[] bytes, int count) {
        SliceInput in = new SliceInput(bytes, count, "slice");
        int[] values = DeltaColumn.read(in, count, "values");
        assertThat(in.number()).isEqualTo(7);
        in.requireEnd();
        return values;
    }
}
