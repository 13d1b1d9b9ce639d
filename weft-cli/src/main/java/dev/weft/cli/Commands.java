package dev.weft.cli;

import dev.weft.bench.BenchCommand;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine;

/// All commands, in the order in which help lists them.
final class Commands {
    static final List<String> NAMES =
            List.of(
                    "demo",
                    "run",
                    "dev",
                    "gateway",
                    "worker",
                    "runs",
                    "show",
                    "errors",
                    "attach",
                    "cancel",
                    "resume",
                    "recover",
                    "bench",
                    "classpath",
                    "completion");

    private Commands() {}

    /// Only what the arguments need is made, for picocli reads every command's annotations: the
    /// others cost time when the first line of progress is waited for.
    static CommandLine line(String[] args, Surroundings surroundings) {
        CommandLine line = new CommandLine(new WeftCommand());
        String first = firstWord(args);
        List<String> wanted =
                NAMES.contains(first) && !first.equals("completion") ? List.of(first) : NAMES;
        for (String name : wanted) {
            line.addSubcommand(name, command(name, surroundings));
        }
        return line.setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpAutoWidth(false)
                .setOut(writer(surroundings.out()))
                .setErr(writer(surroundings.err()));
    }

    private static PrintWriter writer(PrintStream stream) {
        return new PrintWriter(stream, true, stream.charset());
    }

    private static String firstWord(String[] args) {
        for (String arg : args) {
            if (!arg.startsWith("-")) {
                return arg;
            }
        }
        return "";
    }

    private static CommandLine command(String name, Surroundings surroundings) {
        return switch (name) {
            case "demo" -> new CommandLine(new DemoCommand(surroundings));
            // What follows the class belongs to the workflow, negative numbers and options
            // included.
            case "run" -> new CommandLine(new RunCommand(surroundings)).setStopAtPositional(true);
            case "dev" -> new CommandLine(new DevCommand(surroundings));
            case "gateway" -> new CommandLine(new GatewayCommand(surroundings));
            case "worker" -> new CommandLine(new WorkerCommand(surroundings));
            case "runs" -> new CommandLine(new RunsCommand(surroundings));
            case "show" -> new CommandLine(new ShowCommand(surroundings));
            case "errors" -> new CommandLine(new ErrorsCommand(surroundings));
            case "attach" -> new CommandLine(new AttachCommand(surroundings));
            case "cancel" -> new CommandLine(new CancelCommand(surroundings));
            case "resume" ->
                    new CommandLine(new ResumeCommand(surroundings)).setStopAtPositional(true);
            case "recover" -> new CommandLine(new RecoverCommand(surroundings));
            case "bench" -> bench();
            case "classpath" -> new CommandLine(new ClasspathCommand(surroundings));
            case "completion" -> new CommandLine(new CompletionCommand(surroundings));
            default -> throw new IllegalArgumentException(name);
        };
    }

    private static CommandLine bench() {
        return new CommandLine(
                new BenchCommand(_ -> {
                    throw new UnsupportedOperationException();
                }));
    }
}
