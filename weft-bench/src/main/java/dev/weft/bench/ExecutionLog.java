package dev.weft.bench;

import dev.weft.TaskContext;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/// Which tasks' functions were called, in the order of the calls: a file of their numbers, which stays
/// whoever dies after his call. Safe for many processes.
final class ExecutionLog {
    private ExecutionLog() {}

    /// Notes a call of the current task's function.
    static void note(Path file) throws IOException {
        byte[] number = new byte[Integer.BYTES];
        ByteBuffer.wrap(number).putInt(TaskContext.current().task());
        Files.write(file, number, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    /// Numbers of tasks, one for each call; none if there is no such file.
    static List<Integer> read(Path file) throws IOException {
        List<Integer> tasks = new ArrayList<>();
        if (Files.exists(file)) {
            ByteBuffer all = ByteBuffer.wrap(Files.readAllBytes(file));
            while (all.remaining() >= Integer.BYTES) {
                tasks.add(all.getInt());
            }
        }
        return tasks;
    }
}
