package dev.weft.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Worker processes end with whoever launched them.
class LifelineTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    /// A process that launches workers, says their numbers, and waits.
    static final class LauncherMain {
        private LauncherMain() {}

        public static void main(String[] arguments) throws Exception {
            Workshop shop = new Workshop(PoolSettings.fixed(2));
            shop.gateway.awaitReady(LONG);
            shop.begin(FanRun.of("long", 4, "*:sleep 60000"));
            for (WorkerStatus worker : shop.gateway.status().workers()) {
                System.out.println("worker " + worker.pid());
            }
            System.out.println("ready");
            Thread.sleep(60_000);
        }
    }

    private static Process launcher() throws Exception {
        return new ProcessBuilder(
                        JavaCommand.javaOfThisProcess().toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        LauncherMain.class.getName())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private static List<Long> workers(Process launcher) throws Exception {
        List<Long> pids = new ArrayList<>();
        BufferedReader lines = new BufferedReader(launcher.inputReader(StandardCharsets.UTF_8));
        String line = lines.readLine();
        while (line != null && !line.equals("ready")) {
            if (line.startsWith("worker ")) {
                pids.add(Long.parseLong(line.substring("worker ".length())));
            }
            line = lines.readLine();
        }
        return pids;
    }

    @Test
    void workersEndWhenTheirLauncherIsKilled() throws Exception {
        Process launcher = launcher();
        try {
            List<Long> pids = workers(launcher);
            assertThat(pids).hasSize(2).allMatch(Workshop::isAlive);
            launcher.destroyForcibly().waitFor();
            await().atMost(LONG).until(() -> pids.stream().noneMatch(Workshop::isAlive));
        } finally {
            launcher.destroyForcibly();
        }
    }

    @Test
    void workersEndWhenTheirLauncherIsAskedToTerminate() throws Exception {
        Process launcher = launcher();
        try {
            List<Long> pids = workers(launcher);
            launcher.destroy();
            await().atMost(LONG).until(() -> pids.stream().noneMatch(Workshop::isAlive));
        } finally {
            launcher.destroyForcibly();
        }
    }
}
