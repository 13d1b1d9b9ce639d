package dev.weft.spi;

import dev.weft.model.RunKey;
import dev.weft.model.WorkerId;

/// Says that a worker is dead for certain, by whoever saw its process end.
///
/// @param lastWords how it ended, for people: exit code or signal, end of its standard error
/// @param outOfMemory whether it ended for want of memory
public record LostWorker(RunKey run, WorkerId worker, String lastWords, boolean outOfMemory) {
    /// Most errors that are stored of the tasks which one worker may have been executing: it may have
    /// held very many.
    public static final int MOST_ERRORS = 8;
}
