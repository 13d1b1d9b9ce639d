package dev.weft;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.model.TaskFunction;
import dev.weft.spi.Engine;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Compiles the samples in `wiring/`: what is natural must compile, a mistake must not, and the error
/// must be on the line of the mistake.
class WiringSamplesTest {
    private static final String PRELUDE =
            """
            package sample;
            import static dev.weft.Weft.*;
            import dev.weft.*;
            import dev.weft.model.*;
            import java.time.Duration;
            import java.util.*;
            import java.util.concurrent.Callable;
            import java.util.function.Function;
            import java.util.stream.*;
            class %s {
            void sample() throws Exception {
            """;
    private static final int PRELUDE_LINES = (int) PRELUDE.lines().count();

    @TempDir Path classes;

    @Test
    void naturalUsesCompile() throws IOException {
        Map<String, String> samples = samples("compiles.txt");
        assertThat(samples).hasSizeGreaterThanOrEqualTo(60);
        assertThat(errors(samples)).isEmpty();
    }

    @Test
    void mistakesInTheWiringDoNotCompile() throws IOException {
        Map<String, String> samples = samples("does-not-compile.txt");
        assertThat(samples).hasSizeGreaterThanOrEqualTo(20);
        Map<String, List<Long>> expected = new TreeMap<>();
        samples.forEach((name, code) -> {
            List<String> lines = code.lines().toList();
            for (int i = 0; i < lines.size(); i++) {
                if (lines.get(i).endsWith("// error")) {
                    expected.put(name, List.of(i + 1L));
                }
            }
        });
        assertThat(expected.keySet()).isEqualTo(samples.keySet());
        Map<String, List<Long>> found = new TreeMap<>();
        errors(samples)
                .forEach((name, errors) ->
                        found.put(
                                name,
                                errors.stream()
                                        .map(e -> e.getLineNumber() - PRELUDE_LINES)
                                        .distinct()
                                        .toList()));
        assertThat(found).isEqualTo(expected);
    }

    @Test
    void messageForAWrongInputNamesTheFewestInputsFirst() throws IOException {
        var errors = errors(Map.of("sample", "Task<Integer> t = task(W::inc, value(\"a\"));"));
        assertThat(Objects.requireNonNull(errors.get("sample")).getFirst().getMessage(null))
                .containsSubsequence("F0", "F1", "F8");
    }

    private Map<String, List<Diagnostic<? extends JavaFileObject>>> errors(
            Map<String, String> samples) throws IOException {
        List<JavaFileObject> sources = new ArrayList<>();
        sources.add(new Source("W", resource("W.java")));
        Map<String, String> names = new LinkedHashMap<>();
        samples.forEach((name, code) -> {
            String type = "Sample" + names.size();
            names.put("/sample/" + type + ".java", name);
            sources.add(new Source(type, PRELUDE.formatted(type) + code + "\n}\n}\n"));
        });
        DiagnosticCollector<JavaFileObject> found = new DiagnosticCollector<>();
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        compiler.getTask(null, null, found, options(), null, sources).call();
        return found.getDiagnostics().stream()
                .filter(diagnostic -> diagnostic.getKind() == Diagnostic.Kind.ERROR)
                .collect(
                        Collectors.groupingBy(
                                error ->
                                        error.getSource() == null
                                                ? error.getMessage(null)
                                                : names.getOrDefault(
                                                        error.getSource().toUri().getPath(),
                                                        error.toString()),
                                TreeMap::new,
                                Collectors.toList()));
    }

    private List<String> options() {
        String path =
                Stream.of(Weft.class, TaskFunction.class, Engine.class, NullMarked.class)
                        .map(WiringSamplesTest::location)
                        .distinct()
                        .collect(Collectors.joining(System.getProperty("path.separator")));
        return List.of(
                "-cp",
                path,
                "-d",
                classes.toString(),
                "--release",
                "25",
                "-proc:none",
                "-Xmaxerrs",
                "1000");
    }

    private static String location(Class<?> type) {
        try {
            return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI())
                    .toString();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Map<String, String> samples(String resource) throws IOException {
        Map<String, String> samples = new TreeMap<>();
        for (String block : resource(resource).split("(?m)^== ", -1)) {
            if (!block.isEmpty()) {
                int end = block.indexOf('\n');
                String before = samples.put(block.substring(0, end), block.substring(end + 1));
                assertThat(before).as("second sample '%s'", block.substring(0, end)).isNull();
            }
        }
        return samples;
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = WiringSamplesTest.class.getResourceAsStream("/wiring/" + name)) {
            return new String(
                    Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static final class Source extends SimpleJavaFileObject {
        private final String code;

        Source(String type, String code) {
            super(URI.create("string:///sample/" + type + ".java"), Kind.SOURCE);
            this.code = code;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return code;
        }
    }
}
