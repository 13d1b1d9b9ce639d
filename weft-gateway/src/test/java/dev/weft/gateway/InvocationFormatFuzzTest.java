package dev.weft.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import dev.weft.spi.Invocation;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

/// Truncated, altered, foreign and hostile bytes end in one exception, in bounded time and memory.
class InvocationFormatFuzzTest {
    private static final int LENGTH_AT = 5;

    private static byte[] some(long seed) {
        return InvocationFormat.encode(Invocations.random(new Random(seed)));
    }

    @Test
    void anyTruncationIsNoticed() {
        byte[] bytes = some(1);
        for (int length = 0; length < bytes.length; length++) {
            byte[] shorter = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> InvocationFormat.decode(shorter))
                    .isInstanceOf(InvocationFormatException.class);
            if (length > LENGTH_AT + 8) {
                assertDecodesOrRefuses(sealed(shorter));
            }
        }
    }

    @Test
    void aTruncatedInvocationIsNamedAsOne() {
        byte[] bytes = some(1);
        assertThatThrownBy(() -> InvocationFormat.decode(Arrays.copyOf(bytes, bytes.length - 1)))
                .hasMessage(
                        "invocation must have %d bytes as it says, had %d: it was truncated or altered"
                                .formatted(bytes.length, bytes.length - 1));
    }

    @Test
    void anyAlteredBitIsNoticed() {
        byte[] bytes = some(2);
        for (int bit = 0; bit < bytes.length * 8; bit++) {
            byte[] altered = bytes.clone();
            altered[bit / 8] ^= (byte) (1 << bit % 8);
            assertThatThrownBy(() -> InvocationFormat.decode(altered))
                    .as("bit %d", bit)
                    .isInstanceOf(InvocationFormatException.class);
        }
    }

    @Test
    void forgedBytesAreRefusedOrGiveAnInvocation() {
        byte[][] wholes = new byte[40][];
        Arrays.setAll(wholes, i -> some(i));
        int refused = 0;
        long[] seeds = Seeds.of(1, 10_000);
        for (long seed : seeds) {
            Random random = new Random(seed);
            byte[] bytes = wholes[random.nextInt(wholes.length)].clone();
            for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
                bytes[LENGTH_AT + random.nextInt(bytes.length - LENGTH_AT)] =
                        (byte) (random.nextBoolean() ? random.nextInt(256) : random.nextInt(4));
            }
            refused += assertDecodesOrRefuses(sealed(bytes)) ? 0 : 1;
        }
        assertThat(refused).isBetween(seeds.length / 20, seeds.length);
    }

    @Test
    void randomBytesAreRefused() {
        byte[] head = Arrays.copyOf(some(1), LENGTH_AT);
        for (long seed : Seeds.of(1, 10_000)) {
            Random random = new Random(seed);
            byte[] bytes = new byte[LENGTH_AT + 8 + random.nextInt(200)];
            random.nextBytes(bytes);
            System.arraycopy(head, 0, bytes, 0, LENGTH_AT);
            assertDecodesOrRefuses(sealed(bytes));
        }
    }

    private static boolean assertDecodesOrRefuses(byte[] bytes) {
        try {
            Invocation read = InvocationFormat.decode(bytes);
            assertThat(read.claims()).allMatch(claim -> claim.task() >= 0);
            return true;
        } catch (InvocationFormatException refused) {
            assertThat(refused.getMessage()).doesNotContain("%d", "%s");
            return false;
        } catch (RuntimeException e) {
            return fail("only one exception is allowed, was " + e, e);
        }
    }

    @Test
    void foreignMessageIsRefusedByName() {
        for (String foreign :
                new String[] {"", "{}", "{\"run\": \"my-run\", \"claims\": [1, 2]}"}) {
            assertThatThrownBy(
                            () -> InvocationFormat.decode(foreign.getBytes(StandardCharsets.UTF_8)))
                    .isInstanceOf(InvocationFormatException.class)
                    .hasMessageStartingWith("message must begin as an invocation of Weft, did not");
        }
    }

    @Test
    void unknownVersionIsRefusedByName() {
        byte[] bytes = some(1);
        bytes[4] = 3;
        assertThatThrownBy(() -> InvocationFormat.decode(sealed(bytes)))
                .isInstanceOf(InvocationFormatException.class)
                .hasMessageContaining("format version of an invocation must be 2, was 3");
    }

    @Test
    void fewBytesCannotClaimManyClaims() {
        byte[] none = InvocationFormat.encode(Invocations.of(Invocations.RUN));
        byte[] bomb = Arrays.copyOf(none, none.length + 3);
        ByteBuffer.wrap(bomb)
                .put(none.length - 5, new byte[] {(byte) 0xFF, (byte) 0xFF, 0x0F}); // 262,143
        assertThatThrownBy(() -> InvocationFormat.decode(sealed(bomb)))
                .isInstanceOf(InvocationFormatException.class)
                .hasMessageContaining("number of claims must be in 0..2, was 262143");
    }

    @Test
    void anInvocationThatIsTooLargeIsRefusedBeforeItIsLookedAt() {
        assertThatThrownBy(() -> InvocationFormat.decode(new byte[InvocationFormat.MAX_BYTES + 1]))
                .isInstanceOf(InvocationFormatException.class)
                .hasMessage("invocation must have at most 16777216 bytes, was 16777217");
    }

    /// Gives bytes a right length and check sum, as whoever forges them would.
    private static byte[] sealed(byte[] bytes) {
        ByteBuffer view = ByteBuffer.wrap(bytes).putInt(LENGTH_AT, bytes.length);
        CRC32C sum = new CRC32C();
        sum.update(bytes, 0, bytes.length - Integer.BYTES);
        view.putInt(bytes.length - Integer.BYTES, (int) sum.getValue());
        return bytes;
    }
}
