package dev.weft.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class PackedSliceTest {
    private static final Dag DAG = Graphs.layered(10, 100, 3, 6);

    private static byte[] plain() {
        return SliceFormat.encode(DAG, 0, DAG.tasks());
    }

    @Test
    void deflatedSliceHasTheSameRecordsAndTakesAnEighthLess() {
        byte[] packed = SliceFormat.packed(plain());
        assertThat(packed).hasSizeLessThanOrEqualTo(plain().length * 7 / 8);
        Slice slice = SliceFormat.decode(packed);
        for (int task = 0; task < DAG.tasks(); task++) {
            Records.assertSame(slice, DAG, task);
        }
    }

    @Test
    void whatDeflatingDoesNotMakeSmallerStaysAsItIs() {
        byte[] small = SliceFormat.encode(Graphs.chain(3), 0, 3);
        assertThat(SliceFormat.packed(small)).isSameAs(small);
        byte[] packed = PackedSlice.of(plain());
        assertThat(PackedSlice.of(packed)).isSameAs(packed);
    }

    @Test
    void anyTruncationOrAlteredBitIsNoticed() {
        byte[] packed = SliceFormat.packed(SliceFormat.encode(DAG, 0, 150));
        SliceFormat.decode(packed);
        for (int length = 0; length < packed.length; length++) {
            byte[] shorter = Arrays.copyOf(packed, length);
            assertThatThrownBy(() -> SliceFormat.decode(shorter))
                    .isInstanceOf(SliceFormatException.class);
        }
        assertThatThrownBy(() -> SliceFormat.decode(Arrays.copyOf(packed, packed.length + 1)))
                .isInstanceOf(SliceFormatException.class);
        for (int bit = 0; bit < packed.length * 8 - 7; bit++) {
            byte[] altered = packed.clone();
            altered[bit / 8] ^= (byte) (1 << bit % 8);
            assertThatThrownBy(() -> SliceFormat.decode(altered))
                    .as("bit %d of %d bytes", bit, packed.length)
                    .isInstanceOf(SliceFormatException.class);
        }
    }

    @Test
    void lengthThatSoFewBytesCannotHaveIsRefusedBeforeItIsAllocated() {
        SliceOutput out = new SliceOutput();
        out.number(PackedSlice.VERSION);
        out.number(Integer.MAX_VALUE);
        assertThatThrownBy(() -> SliceFormat.decode(out.finish()))
                .isInstanceOf(SliceFormatException.class)
                .hasMessageContaining("bytes of a slice that is deflated must be in 0..")
                .hasMessageContaining("was 2147483647");
    }
}
