package dev.weft.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.model.Claim;
import dev.weft.model.RunCode;
import dev.weft.model.RunLimits;
import dev.weft.spi.Invocation;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class InvocationFormatTest {
    @Test
    void whatIsWrittenIsRead() {
        for (long seed : Seeds.of(1, 2_000)) {
            Invocation invocation = Invocations.random(new Random(seed));
            Invocation read = InvocationFormat.decode(InvocationFormat.encode(invocation));
            assertThat(withoutParcel(read))
                    .as("seed %d", seed)
                    .isEqualTo(withoutParcel(invocation));
            assertThat(read.parcel().isPresent()).isEqualTo(invocation.parcel().isPresent());
            invocation
                    .parcel()
                    .ifPresent(parcel -> {
                        assertThat(read.parcel().orElseThrow().graph()).isEqualTo(parcel.graph());
                        assertThat(read.parcel().orElseThrow().constants())
                                .isEqualTo(parcel.constants());
                    });
        }
    }

    private static Invocation withoutParcel(Invocation of) {
        return new Invocation(
                of.run(),
                of.epoch(),
                of.code(),
                of.limits(),
                of.claims(),
                of.nextDeadlineMicros(),
                of.alone(),
                Optional.empty());
    }

    @Test
    void aClaimAmongNeighboursTakesFewBytes() {
        List<Claim> claims = new ArrayList<>();
        for (int task = 0; task < 10_000; task++) {
            claims.add(new Claim(task, 1_700_000_000_000_000L + task / 10));
        }
        byte[] bytes = InvocationFormat.encode(Invocations.of(Invocations.RUN, claims, false));
        assertThat(bytes).hasSizeLessThan(2 * 10_000 + 200);
    }

    @Test
    void moreClaimsThanOneInvocationMayHaveAreRefusedWhenTheyAreWritten() {
        List<Claim> claims = Collections.nCopies(InvocationFormat.MAX_CLAIMS + 1, new Claim(0, 1));
        assertThatThrownBy(() ->
                        InvocationFormat.encode(Invocations.of(Invocations.RUN, claims, false)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("claims must be at most 262144, was 262145");
    }

    @Test
    void aParcelThatIsTooLargeIsLeftOut() {
        Invocation large =
                new Invocation(
                        Invocations.RUN,
                        1,
                        RunCode.HERE,
                        RunLimits.standard(),
                        List.of(new Claim(0, 1)),
                        0,
                        false,
                        Optional.of(
                                new Invocation.Parcel(
                                        new byte[InvocationFormat.MAX_BYTES], new byte[0])));
        Invocation read = InvocationFormat.decode(InvocationFormat.encode(large));
        assertThat(read).isEqualTo(withoutParcel(large));
    }

    @Test
    void theLargestInvocationCanBeRead() {
        Random random = new Random(5);
        List<Claim> claims = new ArrayList<>();
        for (int i = 0; i < InvocationFormat.MAX_CLAIMS; i++) {
            claims.add(new Claim(random.nextInt(Integer.MAX_VALUE), random.nextLong()));
        }
        Invocation.Parcel parcel =
                new Invocation.Parcel(new byte[4 * 1024 * 1024], new byte[4 * 1024 * 1024]);
        Invocation like = Invocations.of(Invocations.RUN, claims, false);
        Invocation largest =
                new Invocation(
                        like.run(),
                        1,
                        like.code(),
                        like.limits(),
                        claims,
                        0,
                        false,
                        Optional.of(parcel));
        Invocation read = InvocationFormat.decode(InvocationFormat.encode(largest));
        assertThat(read.claims()).isEqualTo(claims);
        assertThat(read.parcel()).isPresent();
    }
}
