package dev.weft.cli;

import static dev.weft.cli.CommandRunner.weft;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.cli.CommandRunner.Answer;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunCommandTest {
    private static final String SAMPLES = "dev.weft.cli.SampleWorkflows";

    private static final String HELLO =
            """
            import static dev.weft.Weft.*;
            import dev.weft.Task;

            class Hello {
                static String greet(String name) { return "Hello, " + name; }
                static String shout(String text) { return text + "!"; }

                public static Task<String> workflow(String name) {
                    return task(Hello::shout, task(Hello::greet, value(name)));
                }
            }
            """;

    @TempDir private Path directory;

    @Test
    void aWorkflowIsGivenItsArgumentsAndItsResultIsPrinted() {
        Answer answer = weft("run", SAMPLES, "Ada");

        assertThat(answer.exitCode()).isZero();
        assertThat(answer.out()).isEqualTo("Hello, Ada\n");
        assertThat(answer.err()).contains("1 tasks").doesNotContain("\u001b");
    }

    @Test
    void theNumberOfArgumentsChoosesAmongMethodsOfOneName() {
        assertThat(weft("run", SAMPLES + "#workflow", "Ada", "2").out())
                .isEqualTo("Hello, AdaHello, Ada\n");
    }

    @Test
    void severalResultsAreOneALine() {
        assertThat(weft("run", SAMPLES + "#several", "a", "b").out())
                .isEqualTo("Hello, a\nHello, b\n");
        assertThat(weft("run", SAMPLES + "#several").out()).isEmpty();
    }

    @Test
    void argumentsAreReadAsTheTypesOfTheParameters() {
        assertThat(
                        weft(
                                        "run",
                                        SAMPLES + "#types",
                                        "-1",
                                        "2",
                                        "1e3",
                                        "TRUE",
                                        "x",
                                        "a/b",
                                        "green")
                                .out())
                .isEqualTo("Hello, -1 2 1000.0 true x b GREEN\n");
    }

    @Test
    void recordsAndMapsAreReadable() {
        assertThat(weft("run", SAMPLES + "#record").out())
                .isEqualTo("name: all\ncounts: {a: 1, b: 2}\n");
    }

    @Test
    void jsonIsOneObjectALine() {
        Answer answer = weft("run", "--json", SAMPLES + "#record");

        assertThat(answer.exitCode()).isZero();
        assertThat(answer.out())
                .startsWith("{\"result\":{\"name\":\"all\",\"counts\":{")
                .contains("\"tasks\":1,")
                .endsWith("}\n")
                .hasLineCount(1);
    }

    @Test
    void whatTasksPrintIsShownAndNoResultPrintsNothing() {
        Answer answer = weft("run", SAMPLES + "#nothing");

        assertThat(answer.out()).isEqualTo("from a task\n");
        assertThat(answer.err()).contains("from a task, as an error\n");
        assertThat(weft("run", "--json", SAMPLES + "#nothing").out())
                .doesNotContain("from a task")
                .startsWith("{\"result\":null,");
    }

    @Test
    void aTaskThatThrowsEndsTheRunWithItsErrorAndOne() {
        Answer answer = weft("run", SAMPLES + "#broken", "no disk left");

        assertThat(answer.exitCode()).isEqualTo(ExitCodes.RUN_FAILED);
        assertThat(answer.out()).isEmpty();
        assertThat(answer.err())
                .contains("java.lang.IllegalStateException: no disk left")
                .contains("SampleWorkflows.fail(SampleWorkflows.java:")
                .doesNotContain("WorkflowFailedException");
        assertThat(weft("run", "--json", SAMPLES + "#broken", "no disk left").out())
                .startsWith("{\"run\":\"run-")
                .contains("\"status\":\"FAILED\"", "\"message\":\"no disk left\"")
                .hasLineCount(1);
        assertThat(weft("--debug", "run", SAMPLES + "#broken", "x").err())
                .contains("WorkflowFailedException");
    }

    @Test
    void helpListsTheWorkflowsOfAClass() {
        Answer answer = weft("run", SAMPLES, "--help");

        assertThat(answer.exitCode()).isZero();
        assertThat(answer.out())
                .contains("weft run " + SAMPLES + "#workflow <name: String> <times: int>\n")
                .contains("#several <names: String...>\n")
                .contains("<path: Path> <colour: RED|GREEN>\n")
                .doesNotContain("greet");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "no.such.Class | 3 | class no.such.Class does not exist in the archive",
                "java.lang.String | 3 | class java.lang.String must have a public static method",
                "#none x | 3 | workflow none does not exist in class",
                "dev.weft.cli.ProcessWorkflows | 3 | has several: say which, as in dev.weft.cli.Process",
                "#workflow | 2 | #workflow must be given its arguments, was given 0: workflow(name:",
                "#workflow a b c | 2 | must be given its arguments, was given 3",
                "#workflow a 2 --workers 2 | 2 | (options come before the class)",
                "#workflow a b | 2 | argument times must be a number that fits int, was 'b'",
                "#types 1 2 3 4 5 6 7 | 2 | argument b must be true or false, was '4'",
                "#types 1 2 3 true xx 6 7 | 2 | argument c must be one character, was 'xx'",
                "#types 1 2 3 true x 6 7 | 2 | argument colour must be one of RED, GREEN, was '7'",
                "#types 1 99999999999999999999 3 true x 6 7 | 2 | argument l must be a number",
                "#unsuitable x | 3 | parameter names of the workflow must be a String, number,",
                "#refusing 0 | 3 | #refusing refused: times must be >= 1, was 0",
                "--archive /no/such.jar A | 3 | archive /no/such.jar does not exist",
                "--arhive x | 2 | Unknown option",
                "--parallelism 0 dev.weft.cli.SampleWorkflows#workflow a 2 | 2 | --parallelism must be",
                "'' | 2 | Missing required parameter"
            })
    void badInputIsOneSentence(String words, int exitCode, String sentence) {
        String line = words.startsWith("#") ? SAMPLES + words : words;
        String[] args =
                Stream.of("run " + line)
                        .flatMap(all -> Stream.of(all.strip().split(" +")))
                        .toArray(String[]::new);

        Answer answer = weft(args);

        assertThat(answer.exitCode()).isEqualTo(exitCode);
        assertThat(answer.out()).isEmpty();
        assertThat(answer.err()).startsWith("weft: ").contains(sentence).hasLineCount(1);
    }

    @Test
    void anArchiveIsADirectoryOrAJarAndMayBeSeveral() throws IOException {
        Path classes = compile("Hello");
        Path jar = jar(classes);

        assertThat(weft("run", "--archive", classes.toString(), "Hello", "Ada").out())
                .isEqualTo("Hello, Ada!\n");
        assertThat(weft("run", "--archive", jar.toString(), "Hello#workflow", "Ada").out())
                .isEqualTo("Hello, Ada!\n");
        String both = directory + File.pathSeparator + classes;
        assertThat(weft("run", "--archive", both, "Hello", "Ada").out()).isEqualTo("Hello, Ada!\n");
        assertThat(weft("run", "-a", "" + directory, "-a", "" + classes, "Hello", "Ada").exitCode())
                .isZero();
        assertThat(weft("run", "Hello", "Ada").exitCode()).isEqualTo(ExitCodes.BAD_INPUT);
    }

    @Test
    void aSourceFileIsCompiledFirst() throws IOException {
        Path file = Files.writeString(directory.resolve("Hello.java"), HELLO);
        Answer answer = weft("run", file.toString(), "Ada");

        assertThat(answer.out()).isEqualTo("Hello, Ada!\n");
        assertThat(weft("run", file + "#workflow", "Ada").exitCode()).isZero();
        assertThat(weft("run", file.toString(), "--help").out())
                .isEqualTo("weft run Hello#workflow <name: String>\n");
        assertThat(directory.toFile().list()).containsExactly("Hello.java");
    }

    @Test
    void aSourceFileThatCannotBeCompiledIsRefusedByLine() throws IOException {
        Path wrong =
                Files.writeString(
                        directory.resolve("Hello.java"), HELLO.replace("value(name)", "name"));
        Path other = Files.writeString(directory.resolve("Other.java"), HELLO);

        Answer answer = weft("run", wrong.toString(), "Ada");

        assertThat(answer.exitCode()).isEqualTo(ExitCodes.BAD_INPUT);
        assertThat(answer.err()).startsWith("weft: " + wrong + " cannot be compiled: line 9: ");
        assertThat(weft("run", other.toString(), "Ada").err())
                .isEqualTo("weft: %s must declare the class Other\n".formatted(other));
        assertThat(weft("run", "None.java", "Ada").err())
                .isEqualTo("weft: source file None.java does not exist\n");
    }

    @Test
    void anArchiveThatIsNoJarIsRefused() throws IOException {
        Path text = Files.writeString(directory.resolve("a.jar"), "this is no jar");

        Answer answer = weft("run", "--archive", text.toString(), "Hello");

        assertThat(answer.exitCode()).isEqualTo(ExitCodes.BAD_INPUT);
        assertThat(answer.err())
                .startsWith("weft: archive must be a jar or a directory of classes, was " + text)
                .hasLineCount(1);
    }

    @Test
    void whatIsPrintedAndLoadedForARunIsLeftAsItWas() {
        var out = System.out;
        var err = System.err;
        ClassLoader loader = Thread.currentThread().getContextClassLoader();

        weft("run", SAMPLES + "#nothing");
        weft("run", SAMPLES + "#broken", "x");

        assertThat(System.out).isSameAs(out);
        assertThat(System.err).isSameAs(err);
        assertThat(Thread.currentThread().getContextClassLoader()).isSameAs(loader);
    }

    private Path compile(String name) throws IOException {
        Path source = directory.resolve(name + ".java");
        Files.writeString(source, HELLO);
        Path classes = Files.createDirectory(directory.resolve("classes"));
        int exitCode =
                ToolProvider.getSystemJavaCompiler()
                        .run(
                                null,
                                null,
                                null,
                                "-d",
                                classes.toString(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                source.toString());
        assertThat(exitCode).isZero();
        return classes;
    }

    private Path jar(Path classes) throws IOException {
        Path jar = directory.resolve("hello.jar");
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file)) {
            out.putNextEntry(new JarEntry("Hello.class"));
            Files.copy(classes.resolve("Hello.class"), out);
        }
        return jar;
    }
}
