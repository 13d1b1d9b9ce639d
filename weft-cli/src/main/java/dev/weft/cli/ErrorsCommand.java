package dev.weft.cli;

import dev.weft.model.RunRecord;
import dev.weft.model.TaskError;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "errors",
        mixinStandardHelpOptions = true,
        description =
                "Shows the errors of a run, oldest first: task and attempt, exception, your frames first,"
                        + " the end of standard error, the last words of a worker that died.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  weft errors run-0123456789abcdef",
            "  weft errors report-2026 --frames       all frames of the stack traces",
            "  weft errors report-2026 --json"
        })
final class ErrorsCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin ConnectionOptions connection = new ConnectionOptions();

    @Option(names = "--frames", description = "Show the frames that are not yours, too.")
    boolean frames;

    @Option(names = "--json", description = "Print them as a line of JSON.")
    boolean json;

    @Parameters(paramLabel = "RUN", description = "Id of the run.")
    String id = "";

    ErrorsCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        try (StoreClient client = StoreClient.connect(connection.require(surroundings))) {
            print(client.run(id).record());
            return ExitCodes.DONE;
        }
    }

    private void print(RunRecord run) {
        if (json) {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("run", id);
            fields.put("status", run.status().name());
            fields.put("errors", run.errors().stream().map(ErrorsCommand::fields).toList());
            surroundings.out().println(Json.line(fields));
        } else if (run.errors().isEmpty()) {
            surroundings.err().printf("weft: run %s has no errors, is %s%n", id, run.status());
        } else {
            for (TaskError error : run.errors()) {
                ErrorText.lines(error, frames).forEach(surroundings.out()::println);
            }
        }
    }

    private static Map<String, Object> fields(TaskError error) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("task", error.task());
        fields.put("name", error.name());
        fields.put("function", error.function());
        fields.put("code", error.code().name());
        fields.put("blame", error.code().blame().name());
        fields.put("attempt", error.attempt());
        fields.put("maxAttempts", error.maxAttempts());
        fields.put("last", error.last());
        fields.put("type", error.type());
        fields.put("message", error.message());
        fields.put("userFrames", error.userFrames());
        fields.put("otherFrames", error.otherFrames());
        fields.put("causes", error.causes());
        fields.put("stderrTail", error.stderrTail());
        fields.put("stdoutTail", error.stdoutTail());
        fields.put("worker", error.worker());
        fields.put("at", RunLine.instant(error.atMicros()).toString());
        fields.put("inputBytes", List.copyOf(error.inputBytes()));
        return fields;
    }
}
