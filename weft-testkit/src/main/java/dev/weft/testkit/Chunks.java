package dev.weft.testkit;

import dev.weft.model.Grant;
import dev.weft.model.TaskResult;
import dev.weft.spi.Commit;
import dev.weft.spi.CommitAnswer;
import dev.weft.spi.SegmentTask;
import java.util.ArrayList;
import java.util.List;

/// Parts of commits that publish some of their edges.
final class Chunks {
    private Chunks() {}

    /// A commit of some edges of the last task alone.
    ///
    /// @param part its number
    /// @param from index of the first edge, inclusive
    /// @param to index of the last edge, exclusive
    /// @param kept how many children the chunks before have let the caller keep at most
    static Commit of(Commit whole, int part, int from, int to, int kept) {
        List<SegmentTask> tasks = new ArrayList<>(whole.tasks());
        SegmentTask last = tasks.removeLast();
        tasks.add(last.with(last.edges().range(from, to)));
        return new Commit(
                whole.run(),
                whole.epoch(),
                whole.worker(),
                whole.claim(),
                tasks,
                part,
                whole.last() && to == last.edges().size(),
                Math.max(0, whole.keep() - kept),
                whole.wanted(),
                whole.handOvers(),
                whole.deleted(),
                whole.work());
    }

    /// The answer to the last chunk with what all were granted and given.
    static CommitAnswer.Committed with(
            CommitAnswer.Committed last, List<Grant> grants, List<TaskResult> inputs) {
        return new CommitAnswer.Committed(
                last.again(),
                grants,
                inputs,
                last.garbage(),
                last.nextDeadlineMicros(),
                last.status());
    }
}
