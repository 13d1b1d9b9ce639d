package dev.weft.gateway;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A process of a [WarmPool], which guards it.
final class PoolMember {
    final LaunchedWorker process;
    final Instant startedAt = Instant.now();
    private final long startedNanos = System.nanoTime();

    /// Where it listens, once it does.
    @Nullable URI uri;

    /// Whether its owner knows.
    boolean joined;

    private boolean ending;
    private long endingNanos;

    PoolMember(LaunchedWorker process) {
        this.process = process;
    }

    boolean isStarting() {
        return uri == null && !ending;
    }

    boolean isEnding() {
        return ending;
    }

    void ending() {
        ending = true;
        endingNanos = System.nanoTime();
    }

    /// Whether it takes longer than it may to listen, or to end.
    boolean isOverdue(Duration startAtMost, Duration endAtMost) {
        long now = System.nanoTime();
        return ending
                ? now - endingNanos > endAtMost.toNanos()
                : uri == null && now - startedNanos > startAtMost.toNanos();
    }

    DeadWorker dead(LastWords words) {
        return new DeadWorker(
                process.id(),
                process.pid(),
                startedAt,
                Instant.now(),
                uri != null,
                ending,
                words.outOfMemory(),
                words.text());
    }
}
