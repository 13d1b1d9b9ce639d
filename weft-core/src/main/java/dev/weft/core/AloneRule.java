package dev.weft.core;

import dev.weft.model.Grant;

/// Decides which tasks are executed by a worker that does nothing else meanwhile: only when a worker was
/// lost that executed nothing but this task is the task to blame.
public final class AloneRule {
    private static final int LOSSES = 2;

    private AloneRule() {}

    public static boolean applies(Grant grant) {
        return grant.losses() >= LOSSES;
    }
}
