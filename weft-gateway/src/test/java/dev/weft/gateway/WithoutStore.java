package dev.weft.gateway;

import dev.weft.model.RunKey;
import dev.weft.model.WorkDone;
import dev.weft.model.WorkerId;
import dev.weft.spi.Invocation;
import dev.weft.spi.StoreUnavailableException;
import dev.weft.worker.InvokedWorker;
import java.io.IOException;
import java.time.Duration;

/// A worker whose store gives no answer.
final class WithoutStore implements InvokedWorker {
    @Override
    public WorkerId id() {
        return new WorkerId("without-store");
    }

    @Override
    public void accept(Invocation invocation) {
        throw new StoreUnavailableException("it is away", new IOException());
    }

    @Override
    public boolean awaitIdle(RunKey run, Duration atMost) {
        return true;
    }

    @Override
    public int share(RunKey run) {
        return 0;
    }

    @Override
    public int executing() {
        return 0;
    }

    @Override
    public WorkDone work() {
        return WorkDone.NONE;
    }
}
