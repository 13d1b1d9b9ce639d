package dev.weft.worker;

import dev.weft.model.RunKey;
import dev.weft.model.WorkDone;
import dev.weft.model.WorkerId;
import dev.weft.spi.Invocation;
import java.time.Duration;

/// A worker as those see it who bring it invocations. Safe for many threads.
public interface InvokedWorker {
    WorkerId id();

    /// Begins to execute an invocation's claims, on threads of its own. What it needs to know of the run
    /// it takes from the invocation's parcel, or else from the store.
    ///
    /// @throws ArchiveMismatchException if the run is to be executed with another archive: nothing was
    ///     adopted
    /// @throws dev.weft.spi.StoreUnavailableException if the run could not be looked up: nothing was
    ///     adopted
    void accept(Invocation invocation);

    /// Waits until this worker executes nothing for that run, and holds no claim of it.
    ///
    /// @return whether that is so; `false` if the time is over
    boolean awaitIdle(RunKey run, Duration atMost) throws InterruptedException;

    /// Asks for work to be shared with others that have none: of the claims of that run which wait here
    /// for their turn, half are given away with the next commit.
    ///
    /// @return how many claims wait here
    int share(RunKey run);

    /// Tasks that are being executed here, of all runs.
    int executing();

    /// What this worker has done since it began.
    WorkDone work();

    /// Bytes of graphs that it has read since it began, as they are stored.
    default long graphBytesRead() {
        return 0;
    }
}
