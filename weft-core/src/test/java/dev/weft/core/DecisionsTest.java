package dev.weft.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.model.ErrorCode;
import dev.weft.model.OutgoingEdges;
import dev.weft.model.RetryPolicy;
import dev.weft.model.TaskOptions;
import dev.weft.model.TaskRecord;
import java.time.Duration;
import java.util.BitSet;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class DecisionsTest {
    private static final TaskOptions PLAIN = TaskOptions.standard();
    private static final TaskOptions FENCED = PLAIN.withOutsideEffects(true);

    /// A task with children, each with so many parents.
    private static TaskRecord with(boolean fencedChild, int... inDegrees) {
        int[] children = new int[inDegrees.length];
        int[] edges = new int[inDegrees.length];
        for (int i = 0; i < children.length; i++) {
            children[i] = 10 + i;
            edges[i] = i;
        }
        BitSet fenced = new BitSet();
        fenced.set(0, fencedChild);
        return new TaskRecord(
                1,
                0,
                new int[0],
                new int[0],
                new int[0],
                0,
                new OutgoingEdges(edges, children, inDegrees, fenced));
    }

    @Nested
    class Segments {
        private final SegmentRules rules = new SegmentRules(3, 1_000);

        @Test
        void goOnToAnOnlyChildOfAnOnlyParent() {
            assertThat(rules.next(with(false, 1), PLAIN, 1, 0)).isEqualTo(10);
        }

        @Test
        void areClosedBeforeAFanInAndBeforeAFanOut() {
            assertThat(rules.next(with(false, 2), PLAIN, 1, 0)).isEqualTo(-1);
            assertThat(rules.next(with(false, 1, 1), PLAIN, 1, 0)).isEqualTo(-1);
            assertThat(rules.next(with(false), PLAIN, 1, 0)).isEqualTo(-1);
        }

        @Test
        void areClosedWhenTheyAreLongEnough() {
            assertThat(rules.next(with(false, 1), PLAIN, 2, 999)).isEqualTo(10);
            assertThat(rules.next(with(false, 1), PLAIN, 3, 0)).isEqualTo(-1);
            assertThat(rules.next(with(false, 1), PLAIN, 1, 1_000)).isEqualTo(-1);
        }

        @Test
        void areClosedAfterAndBeforeATaskThatMustNotBeRepeatedUnnoticed() {
            assertThat(rules.next(with(false, 1), FENCED, 1, 0)).isEqualTo(-1);
            assertThat(rules.next(with(false, 1), PLAIN.withDeterministic(false), 1, 0))
                    .isEqualTo(-1);
            assertThat(rules.next(with(true, 1), PLAIN, 1, 0)).isEqualTo(-1);
        }

        @Test
        void haveTheBoundsThatTheProtocolNames() {
            assertThat(SegmentRules.standard()).isEqualTo(new SegmentRules(1_000, 1_000_000_000));
        }
    }

    @Nested
    class Failures {
        private final Duration lease = Duration.ofSeconds(9);

        private AfterFailure after(ErrorCode code, int failures, RetryPolicy policy) {
            return AfterFailure.decide(code, failures, policy, lease, 0);
        }

        @Test
        void endTheTaskWhereNoPolicyAllowsAnotherAttempt() {
            assertThat(after(ErrorCode.TASK_THREW, 1, RetryPolicy.none()))
                    .isEqualTo(new AfterFailure.GiveUp());
        }

        @Test
        void areRetriedHereWhileTheWaitIsShort() {
            RetryPolicy policy = RetryPolicy.fixed(2, Duration.ofSeconds(3));
            assertThat(after(ErrorCode.TASK_THREW, 1, policy))
                    .isEqualTo(new AfterFailure.RetryHere(Duration.ofSeconds(3)));
            assertThat(after(ErrorCode.TASK_THREW, 2, policy)).isEqualTo(new AfterFailure.GiveUp());
        }

        @Test
        void areRetriedByAnybodyWhereTheWaitIsLongerThanAThirdOfTheLease() {
            RetryPolicy policy = RetryPolicy.fixed(2, Duration.ofMillis(3_001));
            assertThat(after(ErrorCode.TASK_TIMED_OUT, 1, policy))
                    .isEqualTo(new AfterFailure.RetryLater(Duration.ofMillis(3_001)));
        }

        @Test
        void areNotRetriedWhereThatCannotHelp() {
            RetryPolicy policy = RetryPolicy.fixed(9, Duration.ZERO);
            assertThat(after(ErrorCode.CANNOT_ENCODE_OUTPUT, 1, policy))
                    .isEqualTo(new AfterFailure.GiveUp());
            assertThat(after(ErrorCode.FUNCTION_NOT_IN_ARCHIVE, 1, policy))
                    .isEqualTo(new AfterFailure.GiveUp());
        }

        @Test
        void areSpreadInTimeByTheJitter() {
            RetryPolicy policy =
                    new RetryPolicy(2, Duration.ofSeconds(2), 1, Duration.ofSeconds(2), 0.5);
            assertThat(AfterFailure.decide(ErrorCode.TASK_THREW, 1, policy, lease, 0.5))
                    .isEqualTo(new AfterFailure.RetryHere(Duration.ofMillis(1_500)));
        }
    }

    @Nested
    class Outputs {
        @Test
        void ofWhichNobodyCanModifyAnythingAreShared() {
            assertThat(OutputForm.of(true, false, true, true)).isEqualTo(OutputForm.SHARED);
            assertThat(OutputForm.of(false, true, false, true)).isEqualTo(OutputForm.SHARED);
        }

        @Test
        void thatAreMutableGoToTheLastReaderAsTheyAre() {
            assertThat(OutputForm.of(false, false, false, true)).isEqualTo(OutputForm.OWNED);
        }

        @Test
        void thatMayBePartOfASharedInputAreNeverGivenAway() {
            assertThat(OutputForm.of(false, false, true, true)).isEqualTo(OutputForm.ENCODED);
        }

        @Test
        void areEncodedWhereTheyLeaveTheProcess() {
            assertThat(OutputForm.of(true, true, false, false)).isEqualTo(OutputForm.ENCODED);
        }

        @Test
        void travelInsideTheStepUpToTheLimit() {
            assertThat(OutputPlacement.of(false, 100, 100)).isEqualTo(OutputPlacement.INLINE);
            assertThat(OutputPlacement.of(false, 101, 100)).isEqualTo(OutputPlacement.SPREAD);
            assertThat(OutputPlacement.of(true, 101, 100)).isEqualTo(OutputPlacement.REFERENCE);
        }
    }

    @Nested
    class Holds {
        private final HoldRules rules = new HoldRules(100);

        @Test
        void areForLargeDeterministicOutputsWithChildren() {
            assertThat(rules.hold(100, 1, PLAIN)).isTrue();
            assertThat(rules.hold(99, 1, PLAIN)).isFalse();
            assertThat(rules.hold(100, 0, PLAIN)).isFalse();
            assertThat(rules.hold(100, 1, PLAIN.withDeterministic(false))).isFalse();
        }

        @Test
        void areOffUnlessAskedFor() {
            assertThat(HoldRules.off().enabled()).isFalse();
            assertThat(HoldRules.off().hold(Long.MAX_VALUE, 1, PLAIN)).isFalse();
        }
    }

    @Nested
    class Keeping {
        @Test
        void isForAllWhereThereIsNobodyElse() {
            assertThat(new KeepRules(false, 4).keep(1_000, 4)).isEqualTo(Integer.MAX_VALUE);
        }

        @Test
        void isForAsManyAsThereIsRoomForAndAtLeastOne() {
            assertThat(new KeepRules(true, 8).keep(2, 3)).isEqualTo(3);
            assertThat(new KeepRules(true, 8).keep(100, 3)).isEqualTo(1);
        }
    }
}
