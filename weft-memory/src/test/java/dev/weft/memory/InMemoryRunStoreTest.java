package dev.weft.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.model.Claim;
import dev.weft.model.Output;
import dev.weft.model.Payload;
import dev.weft.model.RunEvent;
import dev.weft.model.RunLimits;
import dev.weft.model.RunRecord;
import dev.weft.model.RunStatus;
import dev.weft.model.TaskResult;
import dev.weft.model.ValueId;
import dev.weft.spi.CommitAnswer;
import dev.weft.spi.RunGoneException;
import dev.weft.spi.RunSnapshot;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/// What is special to this store; what every store must do is in `RunStoreContract`.
final class InMemoryRunStoreTest {
    private final Fixture chain = new Fixture(4, RunLimits.standard());

    @Test
    void aChainRunsToItsEndAndKeepsOnlyItsResult() {
        Claim last = chain.commitUpTo(chain.submit(), 3);
        CommitAnswer.Committed end = chain.commit(last);
        assertThat(end.status()).isEqualTo(RunStatus.DONE);
        assertThat(end.nextDeadlineMicros()).isEqualTo(Long.MAX_VALUE);
        RunSnapshot left = chain.store.inspect(Fixture.RUN).orElseThrow();
        assertThat(left.results().keySet()).containsExactly(3);
        assertThat(left.claims()).isEmpty();
        assertThat(left.arrived().isEmpty()).isTrue();
        assertThat(left.keys()).isEqualTo(3);
    }

    @Test
    void waitingEndsWithTheRunAndNotWithVirtualTime() throws Exception {
        Claim last = chain.commitUpTo(chain.submit(), 3);
        CompletableFuture<Optional<RunRecord>> waiter =
                CompletableFuture.supplyAsync(
                        () -> chain.store.await(Fixture.RUN, Duration.ofMinutes(1)));
        chain.commit(last);
        assertThat(waiter.get().orElseThrow().status()).isEqualTo(RunStatus.DONE);
        assertThat(chain.store.await(Fixture.RUN, Duration.ZERO)).isPresent();
    }

    @Test
    void aReaderOfEventsIsWokenByTheNextOne() throws Exception {
        Claim first = chain.submit();
        CompletableFuture<List<RunEvent>> reader =
                CompletableFuture.supplyAsync(
                        () -> chain.store.events(Fixture.RUN, 2, 10, Duration.ofMinutes(1)));
        chain.commit(first);
        assertThat(reader.get()).extracting(RunEvent::kind).contains(RunEvent.Kind.COMMITTED);
        assertThat(chain.store.events(Fixture.RUN, 3, 10, Duration.ofMillis(1))).isEmpty();
    }

    @Test
    void anExpiredRunVanishesWithoutAThreadThatLooksForIt() {
        chain.commit(chain.commitUpTo(chain.submit(), 3));
        chain.now += 1_000 * Duration.ofHours(24).toMillis() - 1;
        assertThat(chain.store.find(Fixture.RUN.id())).isPresent();
        chain.now++;
        assertThat(chain.store.find(Fixture.RUN.id())).isEmpty();
        assertThatThrownBy(() -> chain.store.results(Fixture.RUN, new int[] {3}))
                .isInstanceOf(RunGoneException.class);
    }

    @Test
    void referencesAreRefusedWhereTheStoreKeepsNone() {
        InMemoryRunStore encoding = new InMemoryRunStore(() -> chain.now, false);
        encoding.submit(chain.submission());
        assertThatThrownBy(() ->
                        encoding.commit(
                                chain.commit(
                                        new Claim(0, chain.now),
                                        1,
                                        List.of(chain.inlined(0)),
                                        List.of())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("payload of task 0 must be encoded")
                .hasMessageContaining("Shared");
    }

    @Test
    void aStepThatNamesATaskTheRunDoesNotHaveChangesNothing() {
        Claim first = chain.submit();
        RunSnapshot before = chain.store.inspect(Fixture.RUN).orElseThrow();
        ValueId foreign = new ValueId(4, 1, false);
        assertThatThrownBy(() ->
                        chain.store.commit(
                                chain.commit(
                                        first, 1, List.of(chain.inlined(0)), List.of(foreign))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("task must be in 0..3, was 4");
        assertThat(chain.store.inspect(Fixture.RUN)).contains(before);
    }

    @Test
    void valuesRideOnTheVeryAnswerThatFreedThemWhereNothingCanBeLost() {
        Fixture lossless = new Fixture(4, RunLimits.standard().withLossWindow(Duration.ZERO));
        Claim second = lossless.commitUpTo(lossless.submit(), 1);
        CommitAnswer.Committed answer = lossless.commit(second);
        ValueId freed = new ValueId(0, 1_000, false);
        assertThat(answer.garbage()).containsExactly(freed);
        assertThat(lossless.store.inspect(Fixture.RUN).orElseThrow().trash())
                .containsExactly(freed);
        Claim third = answer.grants().getFirst().claim();
        lossless.store.commit(
                lossless.commit(third, 1, List.of(lossless.inlined(2)), List.of(freed)));
        assertThat(outputs(lossless))
                .startsWith(Output.Collected.of(0))
                .endsWith(new Output.Inline(new Payload.Shared("of 2"), 0, 0));
    }

    private static List<Output> outputs(Fixture fixture) {
        RunSnapshot state = fixture.store.inspect(Fixture.RUN).orElseThrow();
        return state.results().values().stream().map(TaskResult::output).toList();
    }
}
