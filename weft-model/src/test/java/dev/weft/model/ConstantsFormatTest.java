package dev.weft.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

final class ConstantsFormatTest {
    private static final List<byte[]> CONSTANTS =
            List.of(new byte[0], new byte[] {1, 2, 3}, new byte[1_000]);

    @Test
    void constantsComeBackBySlot() {
        assertThat(ConstantsFormat.decode(ConstantsFormat.encode(CONSTANTS)))
                .usingElementComparator(Arrays::compare)
                .isEqualTo(CONSTANTS);
        assertThat(ConstantsFormat.decode(ConstantsFormat.encode(List.of()))).isEmpty();
    }

    @Test
    void everyCutIsRefused() {
        byte[] whole = ConstantsFormat.encode(CONSTANTS);
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> ConstantsFormat.decode(cut))
                    .as("the first %d bytes", length)
                    .isInstanceOf(SliceFormatException.class);
        }
        assertThatThrownBy(() -> ConstantsFormat.decode(Arrays.copyOf(whole, whole.length + 1)))
                .hasMessageContaining("1 bytes follow");
    }

    @Test
    void unknownVersionIsRefusedByName() {
        checkThatUnknownVersionIsRefused(ConstantsFormat::decode);
    }

    /// @param decoder of constants
    static void checkThatUnknownVersionIsRefused(Consumer<byte[]> decoder) {
        byte[] bytes = ConstantsFormat.encode(CONSTANTS);
        decoder.accept(bytes.clone());
        bytes[0] = 9;
        assertThatThrownBy(() -> decoder.accept(bytes))
                .isInstanceOf(UnknownFormatVersionException.class)
                .hasMessageContaining("format version of constants must be 1, was 9");
    }

    @Test
    void alteredBytesAreDecodedWithinTheirOwnSizeOrRefused() {
        SplittableRandom random = new SplittableRandom(11);
        byte[] whole = ConstantsFormat.encode(CONSTANTS);
        List<Integer> sizes = new ArrayList<>();
        for (int turn = 0; turn < 2_000; turn++) {
            byte[] altered = whole.clone();
            altered[random.nextInt(altered.length)] = (byte) random.nextInt(256);
            try {
                sizes.add(ConstantsFormat.decode(altered).stream().mapToInt(c -> c.length).sum());
            } catch (SliceFormatException e) {
                assertThat(e.getMessage()).isNotBlank();
            }
        }
        assertThat(sizes).isNotEmpty().allMatch(size -> size <= whole.length);
    }
}
