package dev.weft.gateway;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A platform thread of the engine's own, which whoever made it stops.
final class OwnedThread {
    private static final Logger log = LoggerFactory.getLogger(OwnedThread.class);
    private static final Duration END = Duration.ofSeconds(5);

    private OwnedThread() {}

    /// One that has not been started. It ends when it is interrupted.
    static Thread of(String name, Runnable body) {
        return Thread.ofPlatform().name(name).daemon(true).unstarted(body);
    }

    /// Interrupts a thread, and waits for its end; one that was never started has ended.
    static void stop(Thread thread) {
        thread.interrupt();
        try {
            if (thread.isAlive() && !thread.join(END)) {
                log.warn("thread {} goes on though it was stopped", thread.getName());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
