package dev.weft.testkit;

/// How much may go wrong in an exploration, and what workers may do. Each fault that happens on a way is one
/// less that may: so that there are finitely many states.
///
/// @param workers at one time
/// @param crashes of workers, each of which is followed by another worker
/// @param expiries of leases and deadlines though their owners live, or the invocation is under way
/// @param losses of answers, of requests that arrive later than their repetition, and of invocations
/// @param duplicates of invocations
/// @param failures of attempts, of those that are tried again and of those that are not
/// @param cancellations by somebody, each of which is followed by a resumption
/// @param segments whether an only child is executed under its parent's claim
/// @param chunks whether edges are published in two parts
/// @param holds whether outputs are kept in memory while children run
/// @param parallelism how many tasks may be claimed at a time; 0 if any number
/// @param expands whether the outcome of the first task adds two tasks and one that gathers them, see [ExploredWiring]
record ExplorationBounds(
        int workers,
        int crashes,
        int expiries,
        int losses,
        int duplicates,
        int failures,
        int cancellations,
        boolean segments,
        boolean chunks,
        boolean holds,
        int parallelism,
        boolean expands) {
    /// Nothing goes wrong.
    static ExplorationBounds of(int workers) {
        return new ExplorationBounds(workers, 0, 0, 0, 0, 0, 0, false, false, false, 0, false);
    }

    /// What goes wrong with processes and the time that they take.
    ExplorationBounds with(int moreCrashes, int moreExpiries) {
        return new ExplorationBounds(
                workers,
                moreCrashes,
                moreExpiries,
                losses,
                duplicates,
                failures,
                cancellations,
                segments,
                chunks,
                holds,
                parallelism,
                expands);
    }

    /// What goes wrong on the network.
    ExplorationBounds withNetwork(int moreLosses, int moreDuplicates) {
        return new ExplorationBounds(
                workers,
                crashes,
                expiries,
                moreLosses,
                moreDuplicates,
                failures,
                cancellations,
                segments,
                chunks,
                holds,
                parallelism,
                expands);
    }

    /// What ends a run, or an attempt.
    ExplorationBounds withEnds(int moreFailures, int moreCancellations) {
        return new ExplorationBounds(
                workers,
                crashes,
                expiries,
                losses,
                duplicates,
                moreFailures,
                moreCancellations,
                segments,
                chunks,
                holds,
                parallelism,
                expands);
    }

    ExplorationBounds withSegments() {
        return new ExplorationBounds(
                workers,
                crashes,
                expiries,
                losses,
                duplicates,
                failures,
                cancellations,
                true,
                chunks,
                holds,
                parallelism,
                expands);
    }

    ExplorationBounds withChunks() {
        return new ExplorationBounds(
                workers,
                crashes,
                expiries,
                losses,
                duplicates,
                failures,
                cancellations,
                segments,
                true,
                holds,
                parallelism,
                expands);
    }

    ExplorationBounds withHolds() {
        return new ExplorationBounds(
                workers,
                crashes,
                expiries,
                losses,
                duplicates,
                failures,
                cancellations,
                segments,
                chunks,
                true,
                parallelism,
                expands);
    }

    ExplorationBounds withParallelism(int tasks) {
        return new ExplorationBounds(
                workers,
                crashes,
                expiries,
                losses,
                duplicates,
                failures,
                cancellations,
                segments,
                chunks,
                holds,
                tasks,
                expands);
    }

    ExplorationBounds withExpansion() {
        return new ExplorationBounds(
                workers,
                crashes,
                expiries,
                losses,
                duplicates,
                failures,
                cancellations,
                segments,
                chunks,
                holds,
                parallelism,
                true);
    }

    /// Each fault so many times more.
    ExplorationBounds plus(int more) {
        return new ExplorationBounds(
                workers,
                crashes == 0 ? 0 : crashes + more,
                expiries == 0 ? 0 : expiries + more,
                losses == 0 ? 0 : losses + more,
                duplicates == 0 ? 0 : duplicates + more,
                failures == 0 ? 0 : failures + more,
                cancellations == 0 ? 0 : cancellations + more,
                segments,
                chunks,
                holds,
                parallelism,
                expands);
    }
}
