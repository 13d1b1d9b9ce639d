package dev.weft.testkit;

import dev.weft.spi.RunStore;
import org.junit.jupiter.api.Nested;

/// The specification of [RunStore]: an implementation is correct when a subclass of this passes.
///
/// After every step of every case the invariants of the run's state are checked, first of all that
/// each unsettled task whose in-degree is met is covered by exactly one entry of the deadline
/// index. Groups whose name begins with a letter and a number are schedules that break natural readings of
/// the protocol. Ranges and mailboxes have no steps yet and therefore no cases.
///
/// ```java
/// class RedisRunStoreTest extends RunStoreContract {
///     @Override
///     protected RunStore newStore(VirtualClock clock) { … }
/// }
/// ```
public abstract class RunStoreContract {
    /// For subclasses.
    protected RunStoreContract() {}

    /// Makes an empty store. A case closes what it has asked for.
    ///
    /// @param clock whose time the store takes for its own
    protected abstract RunStore newStore(VirtualClock clock);

    @Nested
    class Submitting extends SubmitCases {
        Submitting() {
            super(RunStoreContract.this::newStore);
        }
    }

    @Nested
    class Starting extends StartCases {
        Starting() {
            super(RunStoreContract.this::newStore);
        }
    }

    @Nested
    class Committing extends CommitCases {
        Committing() {
            super(RunStoreContract.this::newStore);
        }
    }

    @Nested
    class Granting extends GrantCases {
        Granting() {
            super(RunStoreContract.this::newStore);
        }
    }

    @Nested
    class A1AndA4OneExecutionOneAnswer extends AgainCases {
        A1AndA4OneExecutionOneAnswer() {
            super(RunStoreContract.this::newStore);
        }
    }

    @Nested
    class A2EdgesInChunks extends ChunkCases {
        A2EdgesInChunks() {
            super(RunStoreContract.this::newStore);
        }
    }

    @Nested
    class Holding extends HoldCases {
        Holding() {
            super(RunStoreContract.this::newStore);
        }
    }

    @Nested
    class Growing extends GrowCases {
        Growing() {
            super(RunStoreContract.this::newStore);
        }
    }

    @Nested
    class GrownTasks extends GrownTaskCases {
        GrownTasks() {
            super(RunStoreContract.this::newStore);
        }
    }

    @Nested
    class InlineFanOuts extends InlineFanOutCases {
        InlineFanOuts() {
            super(RunStoreContract.this::newStore);
        }
    }

    @Nested
    class Parallelism extends ParallelismCases {
        Parallelism() {
            super(RunStoreContract.this::newStore);
        }
    }

    @Nested
    class Places extends PlaceCases {
        Places() {
            super(RunStoreContract.this::newStore);
        }
    }

    @Nested
    class LeasesAndDeadlines extends LeaseCases {
        LeasesAndDeadlines() {
            super(RunStoreContract.this::newStore);
        }
    }

    @Nested
    class B1Failing extends FailCases {
        B1Failing() {
            super(RunStoreContract.this::newStore);
        }
    }

    @Nested
    class B2CancellingAndResuming extends ResumeCases {
        B2CancellingAndResuming() {
            super(RunStoreContract.this::newStore);
        }
    }

    @Nested
    class A5Collecting extends CollectCases {
        A5Collecting() {
            super(RunStoreContract.this::newStore);
        }
    }

    @Nested
    class WantedInputsOfChildren extends WantedInputCases {
        WantedInputsOfChildren() {
            super(RunStoreContract.this::newStore);
        }
    }

    @Nested
    class A8PassingByReference extends ReferenceCases {
        A8PassingByReference() {
            super(RunStoreContract.this::newStore);
        }
    }

    @Nested
    class B4Segments extends SegmentCases {
        B4Segments() {
            super(RunStoreContract.this::newStore);
        }
    }

    @Nested
    class B5LostOutputs extends InvalidateCases {
        B5LostOutputs() {
            super(RunStoreContract.this::newStore);
        }
    }

    @Nested
    class B8TakingTheFirst extends FirstCases {
        B8TakingTheFirst() {
            super(RunStoreContract.this::newStore);
        }
    }

    @Nested
    class B9Expiring extends ExpiryCases {
        B9Expiring() {
            super(RunStoreContract.this::newStore);
        }
    }

    @Nested
    class B10Outages extends OutageCases {
        B10Outages() {
            super(RunStoreContract.this::newStore);
        }
    }

    @Nested
    class LostWorkers extends LostWorkerCases {
        LostWorkers() {
            super(RunStoreContract.this::newStore);
        }
    }

    @Nested
    class Progress extends ProgressCases {
        Progress() {
            super(RunStoreContract.this::newStore);
        }
    }

    @Nested
    class Recording extends RecordCases {
        Recording() {
            super(RunStoreContract.this::newStore);
        }
    }

    @Nested
    class B12WaitingAndWatching extends WaitCases {
        B12WaitingAndWatching() {
            super(RunStoreContract.this::newStore);
        }
    }

    @Nested
    class RandomWalks extends WalkCases {
        RandomWalks() {
            super(RunStoreContract.this::newStore);
        }
    }
}
