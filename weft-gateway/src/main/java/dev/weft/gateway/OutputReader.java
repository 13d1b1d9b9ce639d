package dev.weft.gateway;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads what a process writes, to the end, so that the process never waits for it.
final class OutputReader implements Runnable {
    private static final Logger log = LoggerFactory.getLogger(OutputReader.class);
    private static final int MAX_LINE_BYTES = 8 * 1024;

    private final InputStream in;
    private final @Nullable OutputTail tail;
    private final Consumer<String> lines;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream(256);
    private boolean complained;

    /// @param tail gets all of it; `null` if nobody wants it
    /// @param lines takes each line, at most 8 KiB at a time
    OutputReader(InputStream in, @Nullable OutputTail tail, Consumer<String> lines) {
        this.in = in;
        this.tail = tail;
        this.lines = lines;
    }

    @Override
    public void run() {
        byte[] buffer = new byte[MAX_LINE_BYTES];
        try (in) {
            int read = in.read(buffer);
            while (read >= 0) {
                if (tail != null) {
                    tail.add(buffer, read);
                }
                split(buffer, read);
                read = in.read(buffer);
            }
        } catch (IOException e) {
            log.debug("output of a process broke off: {}", e.toString());
        }
        if (line.size() > 0) {
            pass();
        }
    }

    private void split(byte[] bytes, int length) {
        for (int i = 0; i < length; i++) {
            if (bytes[i] == '\n') {
                pass();
            } else if (bytes[i] != '\r') {
                line.write(bytes[i]);
                if (line.size() == MAX_LINE_BYTES) {
                    pass();
                }
            }
        }
    }

    private void pass() {
        String text = line.toString(StandardCharsets.UTF_8);
        line.reset();
        try {
            lines.accept(text);
        } catch (RuntimeException e) {
            if (!complained) {
                log.warn("a line of a process's output was not taken", e);
            }
            complained = true;
        }
    }
}
