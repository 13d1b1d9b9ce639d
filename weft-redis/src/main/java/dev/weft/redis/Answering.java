package dev.weft.redis;

import java.util.concurrent.TimeUnit;

/// Knows for how long the store has been answering this client: since the server was started, or
/// since it answered again after it had not. After an outage all leases have passed though their
/// workers live; whoever reaps gives them a lease's time to renew.
///
/// Safe for many threads.
final class Answering {
    private long sinceNanos;
    private volatile boolean failed;

    /// @param upSeconds for how long the server has been up
    Answering(long upSeconds) {
        sinceNanos = System.nanoTime() - TimeUnit.SECONDS.toNanos(upSeconds);
    }

    /// There was an answer. Cheap while there always is one.
    void answered() {
        if (failed) {
            begin();
        }
    }

    private synchronized void begin() {
        if (failed) {
            sinceNanos = System.nanoTime();
            failed = false;
        }
    }

    /// There was no answer.
    synchronized void failed() {
        failed = true;
    }

    synchronized long micros() {
        return failed ? 0 : TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - sinceNanos);
    }
}
