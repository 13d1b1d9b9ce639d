package dev.weft.testkit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// What a [TcpProxy] does to what it passes on, at the moment. Safe for many threads.
final class ProxyWeather {
    private boolean stalled;
    private Duration delay = Duration.ZERO;

    /// Contained in the request whose answer gets lost; `null` if none does.
    private @Nullable String unanswered;

    private int lostAnswers;

    synchronized void stall() {
        stalled = true;
    }

    synchronized void delay(Duration by) {
        delay = by;
    }

    synchronized void loseNextAnswerTo(String text) {
        unanswered = text;
    }

    synchronized int lostAnswers() {
        return lostAnswers;
    }

    synchronized void clear() {
        stalled = false;
        delay = Duration.ZERO;
        unanswered = null;
        notifyAll();
    }

    /// Wakes those who wait for better weather, to find that they need not.
    synchronized void changed() {
        notifyAll();
    }

    /// Holds what has just arrived for as long as the weather is bad.
    ///
    /// @param over ends the waiting
    void pass(BooleanSupplier over) throws InterruptedException {
        Thread.sleep(delay().toMillis());
        synchronized (this) {
            while (stalled && !over.getAsBoolean()) {
                wait();
            }
        }
    }

    private synchronized Duration delay() {
        return delay;
    }

    /// Whether the answer to this request is the one that gets lost; only one is.
    synchronized boolean losesAnswerTo(byte[] bytes, int length) {
        String wanted = unanswered;
        if (wanted == null || !new String(bytes, 0, length, ISO_8859_1).contains(wanted)) {
            return false;
        }
        unanswered = null;
        return true;
    }

    synchronized void answerIsLost() {
        lostAnswers++;
    }
}
