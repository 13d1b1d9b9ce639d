package dev.weft.gateway;

import java.util.Map;
import java.util.OptionalInt;

/// How a worker process ended.
///
/// @param exitCode as the operating system gave it; 128 and more is most likely a signal's number + 128
/// @param outOfMemory whether it ended for want of heap, for certain
/// @param stderrTail last of what it wrote to standard error
/// @param reason why it was ended from here; empty if it ended by itself or by somebody else
public record LastWords(int exitCode, boolean outOfMemory, String stderrTail, String reason) {
    private static final Map<Integer, String> SIGNALS =
            Map.ofEntries(
                    Map.entry(1, "SIGHUP"),
                    Map.entry(2, "SIGINT"),
                    Map.entry(3, "SIGQUIT"),
                    Map.entry(4, "SIGILL"),
                    Map.entry(6, "SIGABRT"),
                    Map.entry(7, "SIGBUS"),
                    Map.entry(8, "SIGFPE"),
                    Map.entry(9, "SIGKILL"),
                    Map.entry(11, "SIGSEGV"),
                    Map.entry(13, "SIGPIPE"),
                    Map.entry(15, "SIGTERM"));
    private static final int OUT_OF_MEMORY_CODE = 3; // of -XX:+ExitOnOutOfMemoryError
    private static final String OUT_OF_MEMORY_MARK =
            "Terminating due to java.lang.OutOfMemoryError";

    /// Reads what a process has left behind.
    static LastWords of(int exitCode, String stderrTail, String reason) {
        boolean outOfMemory =
                exitCode == OUT_OF_MEMORY_CODE && stderrTail.contains(OUT_OF_MEMORY_MARK);
        return new LastWords(exitCode, outOfMemory, stderrTail.strip(), reason);
    }

    /// The signal that ended the process, if its exit code says so.
    public OptionalInt signal() {
        int number = exitCode - 128;
        return SIGNALS.containsKey(number) ? OptionalInt.of(number) : OptionalInt.empty();
    }

    /// How it ended, in one sentence.
    public String ending() {
        String how = how();
        return reason.isEmpty() ? how : "%s; it was ended, because %s".formatted(how, reason);
    }

    private String how() {
        if (outOfMemory) {
            return "out of memory (%s, exit code %d): workers need more memory, or tasks less"
                    .formatted(whatWasFull(), exitCode);
        }
        if (signal().isEmpty()) {
            return "exit code " + exitCode;
        }
        int number = signal().getAsInt();
        String killed = "killed by signal %d (%s)".formatted(number, SIGNALS.get(number));
        return number == 9 && reason.isEmpty()
                ? killed + ", maybe by the kernel for want of memory"
                : killed;
    }

    /// `Java heap space`, as the JVM says it.
    private String whatWasFull() {
        String after =
                stderrTail.substring(
                        stderrTail.indexOf(OUT_OF_MEMORY_MARK) + OUT_OF_MEMORY_MARK.length());
        return after.lines().findFirst().orElse("").replaceFirst("^:\\s*", "");
    }

    /// All of it, for people.
    public String text() {
        return stderrTail.isEmpty()
                ? ending() + "; it wrote nothing to standard error"
                : ending() + "; the end of its standard error:\n" + stderrTail;
    }
}
