package dev.weft.cli;

import dev.weft.remote.ArchiveFingerprint;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/// The fingerprint of an application archive, computed while something else waits for the network.
final class Fingerprint {
    private final FutureTask<String> computed;

    private Fingerprint(List<Path> places) {
        computed = new FutureTask<>(() -> ArchiveFingerprint.of(places));
        Thread.ofPlatform().name("weft-fingerprint").daemon(true).start(computed);
    }

    /// @param places of the application's classes; none means the command's own class path
    static Fingerprint of(List<Path> places) {
        return new Fingerprint(Archive.identifying(places));
    }

    /// Waits for it.
    String value() {
        try {
            return computed.get();
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new CommandException(ExitCodes.BAD_INPUT, String.valueOf(cause.getMessage()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandException(ExitCodes.INTERRUPTED, "interrupted", e);
        }
    }
}
