package dev.weft.cli;

import dev.weft.Arg;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        description = {
            "Runs a workflow: a public static method that returns a Task or an Arg. Its parameters"
                    + " are read from the command line: String, numbers, boolean, char, Path, enums,"
                    + " and varargs of these.",
            "Options come before the class; all behind it belongs to the workflow."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  weft run Hello.java Ada                           a source file, compiled in memory",
            "  weft run dev.weft.examples.TreeReduction 1024",
            "  weft run dev.weft.examples.Gemm --help            what the workflow takes",
            "  weft run --archive target/classes com.acme.Report#monthly 2026 MAY",
            "  weft run --json --archive app.jar com.acme.Report 2026"
        })
final class RunCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Option(
            names = {"-a", "--archive"},
            paramLabel = "JAR",
            description =
                    "Jar or directory with the workflow's classes; may be repeated, or several with"
                            + " path separators.")
    List<String> archives = new ArrayList<>();

    @Option(names = "--json", description = "Print the result as a line of JSON.")
    boolean json;

    @Parameters(
            index = "0",
            paramLabel = "CLASS[#METHOD]",
            description =
                    "A class, or a source file to compile first. Without a method: the only workflow"
                            + " of the class, or the one named 'workflow'.")
    String target = "";

    @Parameters(index = "1..*", paramLabel = "ARG", description = "What the workflow takes.")
    List<String> arguments = new ArrayList<>();

    RunCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        ClassLoader former = Thread.currentThread().getContextClassLoader();
        try (URLClassLoader archive = Archive.open(archives)) {
            String[] parts = WorkflowClass.split(target);
            SourceFile.Compiled compiled = compiled(parts[0], archive);
            ClassLoader application = compiled.loader();
            Thread.currentThread().setContextClassLoader(application);
            WorkflowClass workflows = WorkflowClass.load(compiled.className(), application);
            if (arguments.size() == 1 && List.of("--help", "-h").contains(arguments.getFirst())) {
                surroundings.out().println(workflows.help());
            } else {
                run(workflows.choose(parts[1], arguments.size()), application);
            }
            return ExitCodes.DONE;
        } finally {
            Thread.currentThread().setContextClassLoader(former);
        }
    }

    private SourceFile.Compiled compiled(String named, URLClassLoader archive) {
        if (!SourceFile.isNamedBy(named)) {
            return new SourceFile.Compiled(named, archive);
        }
        List<String> classPath = new ArrayList<>(archives);
        classPath.add(surroundings.classPath());
        return SourceFile.compile(named, String.join(File.pathSeparator, classPath), archive);
    }

    private void run(WorkflowMethod method, ClassLoader application) throws InterruptedException {
        long begun = System.nanoTime();
        // Scripts read results from standard output; what tasks print must not be among them.
        PrintStream taskOut = json ? surroundings.err() : surroundings.out();
        try (Execution execution = new Execution(surroundings, application, taskOut)) {
            Arg<?> sink = method.make(arguments);
            Execution.Finished<@Nullable Object> finished = execution.run(sink);
            Summary summary = new Summary(System.nanoTime() - begun, finished.statistics());
            print(method, finished.result(), summary);
        }
    }

    private void print(WorkflowMethod method, @Nullable Object result, Summary summary) {
        if (json) {
            Map<String, Object> object = new LinkedHashMap<>();
            object.put("result", result);
            object.putAll(summary.fields());
            surroundings.out().println(Json.line(object));
        } else {
            if (!method.returnsVoid()) {
                ResultText.lines(result).forEach(surroundings.out()::println);
            }
            surroundings.err().println(summary.line());
        }
    }
}
