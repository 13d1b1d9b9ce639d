package dev.weft.gateway;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Ends a worker process with its launcher, also if that is killed: the launcher holds the other end
/// of the worker's standard input and never writes to it, so that it ends when the launcher does.
public final class Lifeline {
    private static final Logger log = LoggerFactory.getLogger(Lifeline.class);

    private Lifeline() {}

    /// Begins to watch, on the platform thread `weft-lifeline`.
    ///
    /// @param input the process's standard input; nobody else may read it
    /// @param end ends the process in good order: closes what is open, then exits
    /// @param grace after which the process is halted if `end` has not ended it
    public static void watch(InputStream input, Runnable end, Duration grace) {
        Thread.ofPlatform()
                .name("weft-lifeline")
                .daemon(true)
                .start(() -> {
                    awaitEnd(input);
                    haltAfter(grace);
                    log.info("the launcher has ended, this worker ends too");
                    end.run();
                });
    }

    private static void awaitEnd(InputStream input) {
        try {
            while (input.read() >= 0) {
                // nobody writes anything; if somebody does, it means nothing
            }
        } catch (IOException e) {
            // its end, or it is broken: nobody is there any more
        }
    }

    private static void haltAfter(Duration grace) {
        Thread.ofPlatform()
                .name("weft-lifeline-halt")
                .daemon(true)
                .start(() -> {
                    try {
                        Thread.sleep(grace);
                    } catch (InterruptedException e) {
                        // then at once
                    }
                    Runtime.getRuntime().halt(1);
                });
    }
}
