package dev.weft.spi;

import dev.weft.model.Grant;
import dev.weft.model.RunRecord;
import java.util.List;

/// What a resumption came to.
public sealed interface ResumeAnswer {
    /// @param epoch the new one
    /// @param grants claims of all tasks that are ready, each issued anew, to be invoked; of as many as may be if
    ///     the run's parallelism is bounded
    record Resumed(int epoch, List<Grant> grants, long nextDeadlineMicros)
            implements ResumeAnswer {}

    /// The run is done, or goes on with live workers.
    record NothingToDo(RunRecord found) implements ResumeAnswer {}

    /// The graph is another one.
    record OtherShape(RunRecord found) implements ResumeAnswer {}

    /// There is no such run, or what it stood on has expired.
    record Gone() implements ResumeAnswer {}
}
