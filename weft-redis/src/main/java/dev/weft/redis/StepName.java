package dev.weft.redis;

import java.util.Locale;

/// The functions of the [Library]; what each takes and answers is said in its resource.
enum StepName {
    SUBMIT,
    START,
    COMMIT,
    GROW,
    HOLD,
    RENEW,
    REAP,
    LOST,
    FAIL,
    INVALIDATE,
    CANCEL,
    RESUME,
    FIND,
    RESULTS,
    EVENTS,
    PROGRESS,
    INSPECT,
    ENLIST,
    DELIST,
    DISCARD;

    private final String function = Library.function(name().toLowerCase(Locale.ROOT));

    /// What the server calls it.
    byte[] function() {
        return Keys.utf8(function);
    }
}
