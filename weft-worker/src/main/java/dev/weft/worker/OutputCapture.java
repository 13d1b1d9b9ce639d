package dev.weft.worker;

import dev.weft.spi.ExecutingTask;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Takes what tasks print. While at least one capture is open, `System.out` and `System.err` of the
/// process are replaced by streams that sort what is printed by the task that prints it; everything
/// else passes through. Threads that a task starts itself are not known to be the task's.
final class OutputCapture implements AutoCloseable {
    private static int open;
    private static @Nullable PrintStream originalOut;
    private static @Nullable PrintStream originalErr;

    /// What an attempt printed last.
    record Printed(String out, String err) {
        /// Nothing, or nothing that was captured.
        static final Printed NOTHING = new Printed("", "");

        static Printed of(@Nullable Tails tails) {
            return tails == null ? NOTHING : new Printed(tails.out(), tails.err());
        }
    }

    /// The last few KiB that one runner's current task printed. Used by one thread.
    static final class Tails {
        private final Tail out;
        private final Tail err;

        Tails(boolean echo) {
            out = new Tail(echo);
            err = new Tail(echo);
        }

        void clear() {
            out.clear();
            err.clear();
        }

        String out() {
            return out.text();
        }

        String err() {
            return err.text();
        }
    }

    OutputCapture() {
        install();
    }

    private static synchronized void install() {
        if (open++ > 0) {
            return;
        }
        PrintStream out = System.out;
        PrintStream err = System.err;
        originalOut = out;
        originalErr = err;
        System.setOut(sorted(out, tails -> tails.out));
        System.setErr(sorted(err, tails -> tails.err));
    }

    @Override
    public void close() {
        uninstall();
    }

    private static synchronized void uninstall() {
        if (--open > 0) {
            return;
        }
        PrintStream out = originalOut;
        PrintStream err = originalErr;
        if (out != null && err != null) {
            System.setOut(out);
            System.setErr(err);
        }
    }

    private static PrintStream sorted(PrintStream through, Function<Tails, Tail> which) {
        return new PrintStream(new Sorter(through, which), true, StandardCharsets.UTF_8);
    }

    private static @Nullable Tails current() {
        return ExecutingTask.CURRENT.isBound()
                        && ExecutingTask.CURRENT.get() instanceof Runner runner
                ? runner.tails()
                : null;
    }

    /// Gives each write to the task whose thread it is in.
    private static final class Sorter extends OutputStream {
        private final PrintStream through;
        private final Function<Tails, Tail> which;

        Sorter(PrintStream through, Function<Tails, Tail> which) {
            this.through = through;
            this.which = which;
        }

        @Override
        public void write(int b) {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            Tails tails = current();
            if (tails == null) {
                through.write(bytes, offset, length);
                return;
            }
            Tail tail = which.apply(tails);
            tail.write(bytes, offset, length);
            if (tail.echo) {
                through.write(bytes, offset, length);
            }
        }

        @Override
        public void flush() throws IOException {
            through.flush();
        }
    }

    /// Keeps at least the last [#KEPT] bytes.
    private static final class Tail extends ByteArrayOutputStream {
        private static final int KEPT = 8 * 1024;
        private final boolean echo;

        Tail(boolean echo) {
            super(0);
            this.echo = echo;
        }

        @Override
        public synchronized void write(byte[] bytes, int offset, int length) {
            int from = Math.max(0, length - KEPT);
            super.write(bytes, offset + from, length - from);
            if (count > 2 * KEPT) {
                byte[] kept = Arrays.copyOfRange(buf, count - KEPT, count);
                reset();
                super.write(kept, 0, kept.length);
            }
        }

        void clear() {
            if (count > 0) {
                reset();
            }
        }

        synchronized String text() {
            int from = Math.max(0, count - KEPT);
            return new String(buf, from, count - from, StandardCharsets.UTF_8);
        }
    }
}
