package dev.weft.cli;

import dev.weft.RunCancelledException;
import dev.weft.WorkflowFailedException;
import dev.weft.WorkflowRefusedException;
import dev.weft.examples.UnreadableSourceException;
import dev.weft.spi.StoreUnavailableException;
import java.io.PrintStream;

/// Tells people what went wrong, and scripts by the exit code.
final class Failures {
    private Failures() {}

    static int report(Throwable failure, boolean debug, Surroundings surroundings) {
        return switch (failure) {
            case CommandException e -> report(e, text(e), e.exitCode(), debug, surroundings);
            case UnreadableSourceException e ->
                    report(e, text(e), ExitCodes.BAD_INPUT, debug, surroundings);
            case WorkflowFailedException e ->
                    report(e, text(e), ExitCodes.RUN_FAILED, debug, surroundings);
            case WorkflowRefusedException e ->
                    report(e, text(e), ExitCodes.BAD_INPUT, debug, surroundings);
            case RunCancelledException e ->
                    report(e, text(e), ExitCodes.INTERRUPTED, debug, surroundings);
            case InterruptedException e ->
                    report(e, "interrupted", ExitCodes.INTERRUPTED, debug, surroundings);
            case StoreUnavailableException e ->
                    report(e, text(e), ExitCodes.UNREACHABLE, debug, surroundings);
            default ->
                    report(failure, unexpected(failure), ExitCodes.RUN_FAILED, debug, surroundings);
        };
    }

    /// @return the exit code
    static int report(
            Throwable failure,
            String text,
            int exitCode,
            boolean debug,
            Surroundings surroundings) {
        PrintStream err = surroundings.err();
        err.println("weft: " + text);
        if (debug) {
            failure.printStackTrace(err);
        }
        return exitCode;
    }

    private static String text(Throwable failure) {
        String message = failure.getMessage();
        return message == null ? failure.toString() : message;
    }

    private static String unexpected(Throwable failure) {
        return "unexpected %s; --debug shows where".formatted(failure);
    }
}
