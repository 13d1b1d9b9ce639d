package dev.weft.gateway;

import dev.weft.model.WorkerId;
import java.io.IOException;
import java.time.Duration;

/// Asks a worker every second whether it answers, until it has left: one that was paused, or has lost
/// its connection, would look busy for ever.
final class HealthCheck implements Runnable {
    private static final Duration ANSWER = Duration.ofSeconds(2);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration SHORT_PAUSE = Duration.ofMillis(100);
    private static final Duration TOO_LONG = Duration.ofSeconds(60);

    private final WorkerId worker;
    private final Forwarding forwarding;
    private final Forwarding.Staff staff;

    HealthCheck(WorkerId worker, Forwarding forwarding, Forwarding.Staff staff) {
        this.worker = worker;
        this.forwarding = forwarding;
        this.staff = staff;
    }

    @Override
    public void run() {
        long answered = System.nanoTime();
        try {
            while (forwarding.knows(worker)) {
                Thread.sleep(isSuspended() ? SHORT_PAUSE : PAUSE);
                boolean answers = answers();
                forwarding.answers(worker, answers);
                if (answers) {
                    answered = System.nanoTime();
                }
                Duration silent = Duration.ofNanos(System.nanoTime() - answered);
                if (silent.compareTo(TOO_LONG) > 0) {
                    staff.hung(worker, silent);
                    answered = System.nanoTime();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the gateway is being closed
        }
    }

    private boolean isSuspended() {
        return forwarding.state(worker).orElse(WorkerState.IDLE) == WorkerState.NOT_ANSWERING;
    }

    private boolean answers() {
        try {
            return forwarding.ask(worker, "/v1/health", ANSWER).status() == 200;
        } catch (IOException e) {
            return false;
        }
    }
}
