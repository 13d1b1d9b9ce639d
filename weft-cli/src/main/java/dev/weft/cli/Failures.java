package dev.weft.cli;

import dev.weft.RunCancelledException;
import dev.weft.RunNotFoundException;
import dev.weft.WorkflowFailedException;
import dev.weft.WorkflowRefusedException;
import dev.weft.examples.UnreadableSourceException;
import dev.weft.gateway.GatewayRefusedException;
import dev.weft.gateway.WorkersNotReadyException;
import dev.weft.spi.RunConflictException;
import dev.weft.spi.RunGoneException;
import dev.weft.spi.StoreRefusedException;
import dev.weft.spi.StoreUnavailableException;
import java.io.PrintStream;

/// Tells people what went wrong, and scripts by the exit code.
final class Failures {
    private Failures() {}

    static int report(Throwable failure, boolean debug, Surroundings surroundings) {
        return report(failure, text(failure), exitCode(failure), debug, surroundings);
    }

    private static int exitCode(Throwable failure) {
        return switch (failure) {
            case CommandException e -> e.exitCode();
            case UnreadableSourceException _,
                    WorkflowRefusedException _,
                    RunConflictException _,
                    RunGoneException _,
                    RunNotFoundException _,
                    GatewayRefusedException _,
                    StoreRefusedException _ ->
                    ExitCodes.BAD_INPUT;
            case RunCancelledException _, InterruptedException _ -> ExitCodes.INTERRUPTED;
            case StoreUnavailableException _, WorkersNotReadyException _ -> ExitCodes.UNREACHABLE;
            default -> ExitCodes.RUN_FAILED;
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
        return switch (failure) {
            case InterruptedException _ -> "interrupted";
            case RunNotFoundException e -> StoreClient.isNotThere(e.run(), "the store");
            case CommandException _, WorkflowFailedException _ -> said(failure);
            default ->
                    exitCode(failure) == ExitCodes.RUN_FAILED
                            ? "unexpected %s; --debug shows where".formatted(failure)
                            : said(failure);
        };
    }

    private static String said(Throwable failure) {
        String message = failure.getMessage();
        return message == null ? failure.toString() : message;
    }
}
