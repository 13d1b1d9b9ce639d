package dev.weft.memory;

import dev.weft.model.Claim;
import dev.weft.model.ClaimMode;
import dev.weft.model.WorkerId;
import org.jspecify.annotations.Nullable;

/// The current claim of a task that is not settled (or whose edges are not all published). It is
/// reused for every further k of the task; what only failures need is in [Trouble].
///
/// A claim that is in no [Lane] has no deadline. It is *parked* if its task is ready and waits until the
/// run has fewer claims in lanes, else *withdrawn*: nobody holds it, but it remembers the task's counts
/// until the task is claimed again.
final class LiveClaim {
    final int task;
    final int inDegree;
    final boolean fenced;
    final long firstK;
    long k;
    ClaimMode mode = ClaimMode.INVOKE;
    @Nullable WorkerId owner;

    /// The execution that adopted it; 0 if none did.
    long execution;

    /// Whether somebody may be executing it.
    boolean started;

    /// Whether it is among the [ParkedClaims].
    boolean parked;

    /// The task of the segment that was being executed when its worker last said so.
    int executing;

    /// The outcome that made this task ready and issued this very k: its task, or -1.
    int byTask = -1;

    long byExecution;

    /// The last task of the committed segment, if its edges are not all published; else -1.
    int openTask = -1;

    /// Which parts of that task's edges are published.
    @Nullable Parts parts;

    @Nullable Trouble trouble;

    long deadline;
    @Nullable Lane lane;
    @Nullable LiveClaim previous;
    @Nullable LiveClaim next;

    LiveClaim(int task, int inDegree, boolean fenced, long k) {
        this.task = task;
        this.inDegree = inDegree;
        this.fenced = fenced;
        this.executing = task;
        this.firstK = k;
        this.k = k;
    }

    boolean isWithdrawn() {
        return lane == null && !parked;
    }

    /// Whether it waits for the end of a back-off: its k is spent, and reaping issues the next.
    boolean isBackingOff() {
        return trouble != null && trouble.notBefore != 0;
    }

    void endBackOff() {
        if (trouble != null) {
            trouble.notBefore = 0;
            trouble.doublings = 0;
        }
    }

    boolean isOpen() {
        return openTask >= 0;
    }

    /// The edges of a settled task are published in parts.
    void open(int settled) {
        openTask = settled;
        parts = new Parts();
    }

    /// Nobody has to publish anything any more.
    void close() {
        openTask = -1;
        parts = null;
    }

    /// Notes that a part of the open task's edges was published.
    ///
    /// @return whether that were all
    boolean published(int part, boolean last) {
        Parts known = parts;
        if (known == null) {
            return true;
        }
        known.add(part, last);
        return known.areAll();
    }

    /// The lowest k that may still commit.
    long fence() {
        return trouble == null || trouble.fence == 0 ? firstK : trouble.fence;
    }

    boolean isOwnedBy(WorkerId worker) {
        return worker.equals(owner);
    }

    boolean hasFailed(long failedK, long failedExecution) {
        return trouble != null
                && trouble.failedK == failedK
                && trouble.failedExecution == failedExecution;
    }

    Trouble trouble() {
        Trouble found = trouble;
        if (found == null) {
            found = new Trouble();
            trouble = found;
        }
        return found;
    }

    int failures() {
        return trouble == null ? 0 : trouble.failures;
    }

    int losses() {
        return trouble == null ? 0 : trouble.losses;
    }

    /// Makes it nobody's.
    void disown() {
        mode = ClaimMode.INVOKE;
        owner = null;
        execution = 0;
        started = false;
        executing = task;
    }

    Claim claim() {
        return new Claim(task, k);
    }

    /// What goes wrong with a task, counted separately: none of the counts is k.
    static final class Trouble {
        /// Failed attempts of the user's function.
        int failures;

        /// Executions that started and whose worker was lost.
        int losses;

        /// Invocations that were never adopted.
        int dispatches;

        /// How often the dispatch deadline of the present k was doubled.
        int doublings;

        /// The raised fence; 0 if it was never raised.
        long fence;

        /// Start of the next attempt; 0 if none is waited for.
        long notBefore;

        /// The latest attempt that failed.
        long failedK;

        long failedExecution;
    }
}
