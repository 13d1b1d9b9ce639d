package dev.weft.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.bench.EffectLedger.Entry;
import dev.weft.model.RunEvent;
import dev.weft.model.RunEvent.Kind;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class OutcomeCheckTest {
    private final List<RunEvent> events = new ArrayList<>();

    private void happens(Kind kind, int task, long k, int tasks) {
        events.add(new RunEvent(events.size() + 1L, 0, kind, task, k, tasks));
    }

    private OutcomeCheck check() {
        return new OutcomeCheck(events);
    }

    /// Task 2 has an effect; its first claim was given up.
    private void runOfThreeTasks() {
        happens(Kind.SUBMITTED, -1, 0, 3);
        happens(Kind.COMMITTED, 0, 4, 2);
        happens(Kind.REISSUED, 2, 6, 1);
        happens(Kind.COMMITTED, 2, 6, 1);
        happens(Kind.DONE, -1, 0, 0);
    }

    @Test
    void eachTaskHasOneOutcome() {
        runOfThreeTasks();
        assertThat(check().isDone()).isTrue();
        assertThat(check().reissues()).isEqualTo(1);
        assertThat(check().outcomesTooMany(3)).isZero();
        assertThat(check().outcomesTooMany(4)).isEqualTo(-1);
    }

    @Test
    void anOutcomeThatWasTakenBackIsFollowedByAnother() {
        happens(Kind.COMMITTED, 0, 4, 3);
        happens(Kind.INVALIDATED, 1, 5, 1);
        assertThat(check().outcomesTooMany(3)).isEqualTo(-1);
        happens(Kind.COMMITTED, 1, 5, 1);
        assertThat(check().outcomesTooMany(3)).isZero();
        happens(Kind.COMMITTED, 1, 6, 1);
        assertThat(check().outcomesTooMany(3)).isEqualTo(1);
    }

    @Test
    void aRunWhoseEndWasLostIsNotDone() {
        happens(Kind.COMMITTED, 0, 4, 3);
        assertThat(check().isDone()).isFalse();
    }

    @Test
    void theLastEffectIsThatOfTheCommittedClaim() {
        runOfThreeTasks();
        assertThat(check().effectProblems(List.of(entry(6, 9)), false)).isEmpty();
        assertThat(check().effectProblems(List.of(entry(5, 9), entry(6, 9)), false)).isEmpty();
    }

    @Test
    void effectsThatMustNotBeAreNamed() {
        runOfThreeTasks();
        assertThat(problems(false)).isEqualTo("no effect");
        assertThat(problems(false, entry(5, 9))).contains("not one effect of the claim");
        assertThat(problems(false, entry(6, 9), entry(6, 9))).contains("not one effect");
        assertThat(problems(false, entry(6, 9), entry(7, 9))).contains("an effect after that");
        assertThat(problems(true, entry(6, 9), entry(7, 9))).isEmpty();
        assertThat(problems(true, entry(5, 8), entry(6, 9))).contains("different effects");
    }

    private String problems(boolean forgetful, Entry... entries) {
        return String.join(", ", check().effectProblems(List.of(entries), forgetful));
    }

    private static Entry entry(long token, long value) {
        return new Entry(2, token, value);
    }
}
