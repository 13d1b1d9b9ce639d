package dev.weft.cli;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// What tasks print, on its way to the terminal: whole lines, above the lines of progress.
/// `System.out` and `System.err` lead here while a run is on.
final class TaskOutput implements AutoCloseable {
    private final PrintStream formerOut = System.out;
    private final PrintStream formerErr = System.err;
    private final AtomicReference<@Nullable LiveProgress> live = new AtomicReference<>();
    private final Lines out;
    private final Lines err;

    TaskOutput(PrintStream out, PrintStream err) {
        this.out = new Lines(out);
        this.err = new Lines(err);
        System.setOut(new PrintStream(this.out, true, out.charset()));
        System.setErr(new PrintStream(this.err, true, err.charset()));
    }

    /// From now on there are lines of progress below; `null` means that there are none any more.
    void above(@Nullable LiveProgress progress) {
        live.set(progress);
    }

    @Override
    public void close() {
        above(null);
        System.setOut(formerOut);
        System.setErr(formerErr);
        out.end();
        err.end();
    }

    private final class Lines extends OutputStream {
        private final PrintStream to;
        private final ByteArrayOutputStream begun = new ByteArrayOutputStream();

        private Lines(PrintStream to) {
            this.to = to;
        }

        @Override
        public synchronized void write(int b) {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public synchronized void write(byte[] bytes, int offset, int length) {
            LiveProgress progress = live.get();
            begun.write(bytes, offset, length);
            if (progress == null) {
                end();
            } else if (contains(bytes, offset, length)) {
                progress.above(this::endLines);
            }
        }

        private static boolean contains(byte[] bytes, int offset, int length) {
            for (int i = offset; i < offset + length; i++) {
                if (bytes[i] == '\n') {
                    return true;
                }
            }
            return false;
        }

        /// Prints up to the last line break and keeps the rest.
        private void endLines() {
            byte[] bytes = begun.toByteArray();
            int end = bytes.length;
            while (bytes[end - 1] != '\n') {
                end--;
            }
            to.write(bytes, 0, end);
            to.flush();
            begun.reset();
            begun.write(bytes, end, bytes.length - end);
        }

        private synchronized void end() {
            to.writeBytes(begun.toByteArray());
            to.flush();
            begun.reset();
        }
    }
}
