package dev.weft.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.model.Claim;
import dev.weft.model.Outcome;
import dev.weft.model.Output;
import dev.weft.model.RunLimits;
import dev.weft.model.ValueId;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The standard limits: a loss window of 5 s, a lease of 10 s.
final class TrashTest {
    private static final long SECOND = 1_000_000;
    private final Ledger ledger = new Ledger(200);
    private final Edges edges = new Edges(200, 200);
    private final Trash trash = new Trash(ledger, edges, RunLimits.standard());

    /// Settles a task with a large output, whose only child then commits.
    private ValueId freed(int task, long now) {
        ledger.settle(
                task, Outcome.COMMITTED, new Claim(task, 1), 10 + task, new Output.Spread(9, 0));
        edges.consume(task, task, 1);
        trash.free(task, now);
        return new ValueId(task, 10 + task, true);
    }

    @Test
    void anEntryIsHandedOutWhenItIsOlderThanWhatTheStoreMayLose() {
        ValueId value = freed(0, 0);
        assertThat(trash.handOut(5 * SECOND - 1)).isEmpty();
        assertThat(trash.handOut(5 * SECOND)).containsExactly(value);
    }

    @Test
    void anEntryThatNobodyAcknowledgesIsHandedOutAgainAfterALease() {
        ValueId value = freed(0, 0);
        trash.handOut(5 * SECOND);
        assertThat(trash.handOut(15 * SECOND - 1)).isEmpty();
        assertThat(trash.handOut(15 * SECOND)).containsExactly(value);
        trash.acknowledge(List.of(value));
        assertThat(trash.handOut(60 * SECOND)).isEmpty();
        assertThat(trash.values()).isEmpty();
        assertThat(ledger.spread()).isZero();
    }

    @Test
    void aValueThatIsStillNeededIsNotGivenUpWhateverACallerSays() {
        ledger.settle(3, Outcome.COMMITTED, new Claim(3, 1), 13, new Output.Spread(9, 0));
        trash.acknowledge(List.of(new ValueId(3, 13, true), new ValueId(3, 14, true)));
        assertThat(ledger.isSpread(3)).isTrue();
    }

    @Test
    void oneAnswerNamesABoundedNumberTheOldestFirst() {
        for (int task = 0; task < 100; task++) {
            freed(task, task);
        }
        List<ValueId> first = trash.handOut(10 * SECOND);
        assertThat(first).hasSize(Trash.MOST_AT_ONCE);
        assertThat(first.getFirst().task()).isZero();
        assertThat(trash.handOut(10 * SECOND)).hasSize(100 - Trash.MOST_AT_ONCE);
    }

    @Test
    void whatARefusedExecutionHasStoredIsHandedOutToo() {
        ValueId orphan = new ValueId(7, 99, true);
        trash.freeOrphan(orphan, 0);
        trash.freeOrphan(orphan, SECOND);
        assertThat(trash.handOut(5 * SECOND)).containsExactly(orphan);
        assertThat(trash.handOut(6 * SECOND)).isEmpty();
        assertThat(trash.handOut(15 * SECOND)).containsExactly(orphan);
        trash.acknowledge(List.of(orphan));
        assertThat(trash.values()).isEmpty();
    }

    @Test
    void atTheEndEveryLargeValueButTheResultIsLeftOver() {
        ValueId consumed = freed(0, 0);
        ledger.settle(1, Outcome.COMMITTED, new Claim(1, 1), 11, new Output.Spread(9, 0));
        ledger.settle(2, Outcome.COMMITTED, new Claim(2, 1), 12, new Output.Spread(9, 0));
        assertThat(trash.leftovers(2)).containsExactly(consumed, new ValueId(1, 11, true));
    }
}
