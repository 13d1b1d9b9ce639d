package dev.weft.bench;

import static dev.weft.Weft.list;
import static dev.weft.Weft.task;
import static dev.weft.Weft.value;

import dev.weft.Task;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/// A chain of short tasks one of which does not end when it is executed first, so that its worker can be
/// killed in the middle of it. Each execution is noted in a file, with process and time.
final class InterruptedChain {
    static final int LENGTH = 80;

    private static final long TASK_MILLIS = 20;
    private static final long HANG_MILLIS = 60_000;

    private InterruptedChain() {}

    /// A call of a function that has begun.
    ///
    /// @param number of the link
    /// @param micros since 1970
    record Execution(int number, long pid, long micros) {
        private static final int BYTES = Integer.BYTES + 2 * Long.BYTES;
    }

    /// Its result is [#LENGTH].
    ///
    /// @param hangsAt number of the link that hangs at first, from 0
    static Task<Integer> workflow(Path notes, int hangsAt) {
        String file = notes.toString();
        Task<Integer> chain = task(InterruptedChain::first, value(file));
        for (int i = 1; i < LENGTH; i++) {
            chain = task(InterruptedChain::link, value(file), value(i), value(i == hangsAt), chain);
        }
        return chain;
    }

    /// Tasks that occupy workers for a moment; tells in the notes which workers there are.
    static Task<Integer> workers(Path notes, int tasks) {
        List<Task<Integer>> all = new ArrayList<>();
        for (int i = 0; i < tasks; i++) {
            all.add(task(InterruptedChain::first, value(notes.toString())));
        }
        return task(InterruptedChain::count, list(all));
    }

    static int first(String notes) throws IOException, InterruptedException {
        note(Path.of(notes), 0);
        Thread.sleep(TASK_MILLIS);
        return 1;
    }

    static int link(String notes, int number, boolean hangs, int before)
            throws IOException, InterruptedException {
        Path file = Path.of(notes);
        note(file, number);
        boolean isFirst = of(number, read(file)).size() == 1;
        Thread.sleep(hangs && isFirst ? HANG_MILLIS : TASK_MILLIS);
        return before + 1;
    }

    static int count(List<Integer> all) {
        return all.size();
    }

    private static void note(Path file, int number) throws IOException {
        byte[] bytes = new byte[Execution.BYTES];
        ByteBuffer.wrap(bytes)
                .putInt(number)
                .putLong(ProcessHandle.current().pid())
                .putLong(nowMicros());
        Files.write(file, bytes, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    static long nowMicros() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
    }

    /// All executions, in the order in which they began.
    static List<Execution> read(Path file) throws IOException {
        List<Execution> all = new ArrayList<>();
        if (Files.exists(file)) {
            ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
            while (bytes.remaining() >= Execution.BYTES) {
                all.add(new Execution(bytes.getInt(), bytes.getLong(), bytes.getLong()));
            }
        }
        return all;
    }

    static List<Execution> of(int number, List<Execution> all) {
        return all.stream().filter(execution -> execution.number() == number).toList();
    }
}
