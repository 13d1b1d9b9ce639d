package dev.weft.gateway;

import java.util.ArrayList;
import java.util.List;

/// What the tasks of a [FanRun] do: `0:exit 5@1,*:sleep 20` lets task 0 end its process at its first
/// attempt, and all tasks sleep. Several lines for one task are done one after the other.
///
/// | Action | Meaning |
/// |---|---|
/// | `sleep <ms>` | sleeps |
/// | `exit <code>` | says so on standard error, ends the process |
/// | `oom` | runs out of memory |
/// | `print <word>` | prints it |
final class Script {
    private static final List<byte[]> HOARD = new ArrayList<>();

    private Script() {}

    static void perform(String script, int task, int attempt) throws InterruptedException {
        for (String line : script.split(",", -1)) {
            String[] parts = line.split("[:@]", -1);
            boolean mine = parts[0].equals("*") || parts[0].equals(Integer.toString(task));
            boolean now = parts.length < 3 || attempt <= Integer.parseInt(parts[2]);
            if (mine && now && parts.length > 1) {
                act(parts[1].split(" ", 2), task);
            }
        }
    }

    private static void act(String[] words, int task) throws InterruptedException {
        switch (words[0]) {
            case "sleep" -> Thread.sleep(Long.parseLong(words[1]));
            case "print" -> System.out.println(words[1]);
            case "exit" -> {
                System.err.println("task " + task + " ends its process");
                Runtime.getRuntime().halt(Integer.parseInt(words[1]));
            }
            case "oom" -> {
                while (true) {
                    HOARD.add(new byte[1 << 20]);
                }
            }
            default -> throw new IllegalArgumentException("unknown action " + words[0]);
        }
    }
}
