package dev.weft.cli;

import dev.weft.Run;
import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/// Leaves the run going, for it needs nobody who waits. On a terminal Ctrl-C asks before, and a second
/// one cancels the run.
final class Leaving implements Parting {
    private enum Decision {
        LEAVE,
        CANCEL
    }

    private final Surroundings surroundings;
    private final Run<?> run;
    private final Runnable endProgress;
    private final Thread waiting = Thread.currentThread();
    private final AtomicInteger interrupts = new AtomicInteger();
    private final AtomicReference<Decision> decision = new AtomicReference<>();
    private final InterruptSignal signal;
    private final Interruption end;

    Leaving(Surroundings surroundings, Run<?> run, Runnable endProgress) {
        this.surroundings = surroundings;
        this.run = run;
        this.endProgress = endProgress;
        signal = InterruptSignal.handleBy(this::interrupted);
        end = new Interruption(() -> say(Parting.goesOn(run.id().value())));
    }

    /// Called at each Ctrl-C, by a thread of its own.
    private void interrupted() {
        switch (interrupts.incrementAndGet()) {
            case 1 -> decide(surroundings.terminal() ? answer() : Decision.LEAVE);
            case 2 -> {
                endQuestion();
                decide(Decision.CANCEL);
            }
            default -> Runtime.getRuntime().halt(ExitCodes.INTERRUPTED);
        }
    }

    private Decision answer() {
        endProgress.run();
        surroundings
                .err()
                .print("weft: leave run %s going? [Y/n, Ctrl-C cancels it] ".formatted(run.id()));
        surroundings.err().flush();
        return line().strip().toLowerCase(Locale.ROOT).startsWith("n")
                ? Decision.CANCEL
                : Decision.LEAVE;
    }

    private void endQuestion() {
        if (surroundings.terminal()) {
            surroundings.err().println();
        }
    }

    private String line() {
        StringBuilder line = new StringBuilder();
        try {
            int read = surroundings.in().read();
            while (read >= 0 && read != '\n') {
                line.append((char) read);
                read = surroundings.in().read();
            }
        } catch (IOException e) {
            return ""; // nobody is there to answer
        }
        return line.toString();
    }

    private void decide(Decision made) {
        if (!decision.compareAndSet(null, made)) {
            return;
        }
        if (made == Decision.LEAVE) {
            waiting.interrupt();
            return;
        }
        endProgress.run();
        say("cancelling run " + run.id());
        try {
            run.cancel();
        } catch (RuntimeException e) {
            say("run %s could not be cancelled: %s".formatted(run.id(), e.getMessage()));
            waiting.interrupt();
        }
    }

    private void say(String text) {
        surroundings.err().println("weft: " + text);
    }

    @Override
    public boolean left() {
        return decision.get() == Decision.LEAVE;
    }

    @Override
    public void close() {
        signal.close();
        end.close();
    }
}
