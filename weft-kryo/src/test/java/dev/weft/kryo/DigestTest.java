package dev.weft.kryo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.spi.ValueCodec;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// The digest is XXH64, the same everywhere.
class DigestTest {
    private final ValueCodec codec =
            new KryoValueCodecProvider().open(DigestTest.class.getClassLoader());

    private long digest(String text) {
        return codec.digest(text.getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void itIsThePublishedHash() {
        assertThat(digest("")).isEqualTo(0xEF46DB3751D8E999L);
        assertThat(digest("a")).isEqualTo(0xD24EC4F1A98C6E5BL);
        assertThat(digest("abc")).isEqualTo(0x44BC2CF5AD770999L);
        assertThat(digest("Nobody inspects the spammish repetition"))
                .isEqualTo(0xFBCEA83C8A378BF1L);
    }

    @Test
    void everyByteAndTheLengthCount() {
        Set<Long> digests = new HashSet<>();
        int values = 0;
        for (int length = 0; length < 100; length++) {
            byte[] bytes = new byte[length];
            digests.add(codec.digest(bytes));
            values++;
            for (int i = 0; i < length; i++) {
                bytes[i] = 1;
                digests.add(codec.digest(bytes));
                bytes[i] = 0;
                values++;
            }
        }
        assertThat(digests).hasSize(values).doesNotContain(0L);
    }
}
