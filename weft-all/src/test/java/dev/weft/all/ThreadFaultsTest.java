package dev.weft.all;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.worker.SystemEnvironment;
import dev.weft.worker.WorkerEnvironment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// An engine whose timers are not on a platform thread: what looks at the rule must notice. Simulated
/// threads are all alike, so that it takes real ones.
@Timeout(60)
final class ThreadFaultsTest {
    private static final String TABLE =
            """
            | Rule | Planted fault | Noticed by |
            |---|---|---|
            | Threads | timers are on virtual threads | `LeasesTest.leasesAreRenewedThoughTasksKeepAllCarriersBusy` |
            """;

    @Test
    void timersOnVirtualThreadsAreNoticed() {
        assertThatThrownBy(() -> LeasesTest.checkThatLeasesAreRenewed(new VirtualTimers()))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("while all carriers were busy");
    }

    @Test
    void contributorsGuideListsThem() throws IOException {
        assertThat(Files.readString(Path.of("..", "CONTRIBUTING.md")))
                .contains("\n" + TABLE + "\n");
    }

    /// Real time and threads, except that what is scheduled runs on virtual ones.
    private static final class VirtualTimers implements WorkerEnvironment {
        private final SystemEnvironment sound = new SystemEnvironment();

        @Override
        public Timer schedule(long delayNanos, Runnable action) {
            return sound.schedule(delayNanos, () -> Thread.ofVirtual().start(action));
        }

        @Override
        public long nanoTime() {
            return sound.nanoTime();
        }

        @Override
        public long epochMicros() {
            return sound.epochMicros();
        }

        @Override
        public void fork(Runnable body) {
            sound.fork(body);
        }

        @Override
        public void forkPlatform(Runnable body) {
            sound.forkPlatform(body);
        }

        @Override
        public void pause(long nanos) {
            sound.pause(nanos);
        }

        @Override
        public long randomLong() {
            return sound.randomLong();
        }

        @Override
        public void close() {
            sound.close();
        }
    }
}
