package dev.weft.cli;

import dev.weft.Task;
import dev.weft.WorkflowFailedException;
import dev.weft.examples.IdentifierCount;
import dev.weft.examples.IdentifierReport;
import dev.weft.examples.UnreadableSourceException;
import dev.weft.model.RunLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description =
                "Counts the identifiers of the JDK's own source: a fan-out over chunks of it, a"
                        + " tree of merges, the 20 most frequent.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  weft demo",
            "  weft demo --check                 compare with a plain loop, result and time",
            "  weft demo --input src/main/java   other source",
            "  weft demo --json"
        })
final class DemoCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Option(
            names = "--input",
            paramLabel = "DIR_OR_ZIP",
            description = "Source to read instead: a directory, a zip archive or a file.")
    @Nullable Path input;

    @Option(
            names = "--chunks",
            paramLabel = "N",
            description = "Tasks that count, at most (default: ${DEFAULT-VALUE}).")
    int chunks = IdentifierCount.CHUNKS;

    @Option(
            names = "--check",
            description = "Count again in a plain loop and compare results and times.")
    boolean check;

    @Option(names = "--json", description = "Print the result as a line of JSON.")
    boolean json;

    DemoCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (chunks < 1) {
            throw CommandException.usage("--chunks must be >= 1, was %d", chunks);
        }
        Path source = source();
        try (Execution execution =
                new Execution(surroundings, surroundings.err(), DemoCommand::workplace)) {
            DemoResult result = run(execution, source);
            if (result.report().totals().files() == 0) {
                throw CommandException.badInput(
                        "%s must hold Java source, holds no text: %d files are not UTF-8 or hold"
                                + " NUL bytes",
                        source, result.report().totals().notText());
            }
            @Nullable DemoCheck checked = check ? check(execution, source, result) : null;
            result.print(surroundings.out(), checked, json);
            return checked == null || checked.equal() ? ExitCodes.DONE : ExitCodes.RUN_FAILED;
        }
    }

    private static Workplace workplace() {
        return Workplace.here(Main.class.getClassLoader(), RunLimits.standard());
    }

    private Path source() {
        if (input != null) {
            return input;
        }
        Path archive = surroundings.javaHome().resolve("lib").resolve("src.zip");
        if (!Files.isReadable(archive)) {
            throw CommandException.badInput(
                    "the JDK at %s ships no source archive (lib/src.zip); name other Java source"
                            + " with --input DIR_OR_ZIP",
                    surroundings.javaHome());
        }
        return archive;
    }

    private DemoResult run(Execution execution, Path source)
            throws IOException, InterruptedException {
        long begun = System.nanoTime();
        Task<IdentifierReport> workflow = IdentifierCount.workflow(source, chunks);
        try {
            Execution.Finished<IdentifierReport> finished = execution.run(workflow);
            Summary summary = new Summary(System.nanoTime() - begun, finished.statistics());
            return new DemoResult(finished.result(), summary);
        } catch (WorkflowFailedException e) {
            throw unreadable(e);
        }
    }

    /// An archive that is damaged further on, or a file that has gone, is noticed by a task.
    private static RuntimeException unreadable(WorkflowFailedException failure) {
        return failure.errors().stream()
                .filter(error -> error.type().equals(UnreadableSourceException.class.getName()))
                .findFirst()
                .map(error -> error.message())
                .<RuntimeException>map(
                        message -> new CommandException(ExitCodes.BAD_INPUT, message, failure))
                .orElse(failure);
    }

    /// Both sides warm: the loop after a run, and then the run once more.
    private DemoCheck check(Execution execution, Path source, DemoResult first)
            throws IOException, InterruptedException {
        long begun = System.nanoTime();
        IdentifierReport sequential = IdentifierCount.sequential(source, chunks);
        long sequentialNanos = System.nanoTime() - begun;
        long again = run(execution, source).summary().elapsedNanos();
        return new DemoCheck(sequential.equals(first.report()), sequentialNanos, again);
    }
}
