package dev.weft.worker;

import java.lang.management.ManagementFactory;
import jdk.management.VirtualThreadSchedulerMXBean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Gives the process's virtual threads a further carrier for each one that a thread which was given
/// up keeps: as many spinning tasks as there are cores would else stop all virtual threads for good.
///
/// Safe for many threads.
final class Carriers {
    private static final Logger log = LoggerFactory.getLogger(Carriers.class);

    private static final int NUDGES = 4;

    private Carriers() {}

    static void replaceOne() {
        change(1);
        for (int i = 0; i < NUDGES; i++) {
            Thread.ofPlatform().name("weft-carrier").daemon(true).start(Carriers::nudge);
        }
    }

    /// The scheduler makes use of the new bound when something comes to an empty submission queue of
    /// its own; a thread that is new has another queue than those whose nudges lie waiting.
    private static void nudge() {
        Thread.ofVirtual().name("weft-carrier").start(() -> {});
    }

    static void takeOneBack() {
        change(-1);
    }

    private static synchronized void change(int by) {
        VirtualThreadSchedulerMXBean scheduler =
                ManagementFactory.getPlatformMXBean(VirtualThreadSchedulerMXBean.class);
        try {
            scheduler.setParallelism(scheduler.getParallelism() + by);
        } catch (UnsupportedOperationException | IllegalArgumentException e) {
            log.warn("tasks that were given up keep their carriers: {}", e.toString());
        }
    }
}
