package dev.weft.cli;

import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/// The `weft` command.
public final class Main {
    private Main() {}

    /// Runs the command and ends the process with its exit code.
    public static void main(String[] args) {
        System.exit(run(args, Surroundings.ofProcess()));
    }

    /// Runs the command.
    ///
    /// @return the exit code, one of [ExitCodes]
    static int run(String[] args, Surroundings surroundings) {
        CommandLine line = Commands.line(args, surroundings);
        if (args.length == 0) {
            line.usage(surroundings.err());
            return ExitCodes.USAGE;
        }
        boolean debug = List.of(args).contains("--debug");
        line.setParameterExceptionHandler(
                (e, _) -> Failures.report(e, misuse(e), ExitCodes.USAGE, debug, surroundings));
        line.setExecutionExceptionHandler((e, _, _) -> Failures.report(e, debug, surroundings));
        return line.execute(args);
    }

    /// What was wrong with the command line, and where to read how it is meant.
    private static String misuse(ParameterException e) {
        String command = e.getCommandLine().getCommandSpec().qualifiedName();
        String what = String.valueOf(e.getMessage());
        if (e instanceof UnmatchedArgumentException unmatched && command.equals("weft")) {
            String first = unmatched.getUnmatched().getFirst();
            if (!first.startsWith("-")) {
                what =
                        "command '%s' does not exist in weft; known: %s"
                                .formatted(first, String.join(", ", Commands.NAMES));
            }
        }
        return "%s (see %s --help)".formatted(what.replaceAll("\\R", " "), command);
    }
}
