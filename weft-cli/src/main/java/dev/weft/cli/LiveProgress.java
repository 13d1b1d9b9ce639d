package dev.weft.cli;

import dev.weft.model.FunctionProgress;
import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/// Keeps the lines of progress at the bottom of a terminal: drawn at once, then four times a second,
/// each time with one write, which does not flicker. What tasks print goes above them. The last
/// state stays when it is closed.
final class LiveProgress implements AutoCloseable {
    private static final long PERIOD_NANOS = 250_000_000;

    private final PrintStream terminal;
    private final Supplier<List<FunctionProgress>> progress;
    private final ProgressLines lines = new ProgressLines();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition closing = lock.newCondition();
    private final Thread painter;
    private int drawn;
    private boolean closed;

    LiveProgress(PrintStream terminal, Supplier<List<FunctionProgress>> progress) {
        this.terminal = terminal;
        this.progress = progress;
        this.painter = Thread.ofPlatform().daemon().name("weft-progress").unstarted(this::paint);
    }

    /// Draws for the first time and goes on until it is closed.
    void start() {
        painter.start();
    }

    private void paint() {
        lock.lock();
        try {
            while (!closed) {
                draw();
                long left = PERIOD_NANOS;
                while (!closed && left > 0) {
                    left = closing.awaitNanos(left);
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt(); // nobody does; then drawing ends
        } finally {
            lock.unlock();
        }
    }

    private void draw() {
        List<String> now = lines.lines(progress.get(), System.nanoTime());
        StringBuilder frame = new StringBuilder();
        up(frame);
        frame.append("\u001b[?7l"); // no line breaks in a narrow window, or going up would miss
        now.forEach(line -> frame.append(line).append("\u001b[K\n"));
        frame.append("\u001b[?7h\u001b[J");
        terminal.print(frame);
        terminal.flush();
        drawn = now.size();
    }

    private void up(StringBuilder frame) {
        if (drawn > 0) {
            frame.append("\u001b[").append(drawn).append('A');
        }
    }

    /// Takes the lines away, lets something be printed where they were, and draws them again with the
    /// next update.
    void above(Runnable print) {
        lock.lock();
        try {
            StringBuilder erase = new StringBuilder();
            up(erase);
            terminal.print(erase.append("\u001b[J"));
            terminal.flush();
            drawn = 0;
            print.run();
        } finally {
            lock.unlock();
        }
    }

    /// Draws the last state.
    @Override
    public void close() {
        lock.lock();
        try {
            if (!closed) {
                closed = true;
                draw();
                closing.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }
}
