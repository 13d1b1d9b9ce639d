package dev.weft.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/// A workflow in one source file, compiled in memory: what `java Hello.java` is to programs.
final class SourceFile {
    private SourceFile() {}

    static boolean isNamedBy(String target) {
        return target.endsWith(".java");
    }

    /// Compiles a file against the given class path.
    ///
    /// @param parent finds what the file uses
    /// @return finds the file's classes
    static Compiled compile(String file, String classPath, ClassLoader parent) {
        Path source = Path.of(file);
        if (!Files.isReadable(source)) {
            throw CommandException.badInput("source file %s does not exist", file);
        }
        JavaCompiler compiler = Objects.requireNonNull(ToolProvider.getSystemJavaCompiler());
        DiagnosticCollector<JavaFileObject> found = new DiagnosticCollector<>();
        List<String> options = List.of("-parameters", "-proc:none", "-cp", classPath);
        try (InMemoryFiles files =
                new InMemoryFiles(
                        compiler.getStandardFileManager(
                                found, Locale.ROOT, StandardCharsets.UTF_8))) {
            boolean done =
                    compiler.getTask(null, files, found, options, null, files.units(source)).call();
            if (!done) {
                throw CommandException.badInput("%s cannot be compiled: %s", file, errors(found));
            }
            Map<String, byte[]> classes = files.bytes();
            return new Compiled(files.classNamed(source), new Loader(classes, parent), classes);
        } catch (IOException e) {
            throw new CommandException(
                    ExitCodes.BAD_INPUT,
                    "%s cannot be read: %s".formatted(file, e.getMessage()),
                    e);
        }
    }

    private static String errors(DiagnosticCollector<JavaFileObject> found) {
        List<String> errors = new ArrayList<>();
        for (Diagnostic<? extends JavaFileObject> one : found.getDiagnostics()) {
            if (one.getKind() == Diagnostic.Kind.ERROR) {
                errors.add(
                        "line %d: %s".formatted(one.getLineNumber(), one.getMessage(Locale.ROOT)));
            }
        }
        return String.join("; ", errors);
    }

    /// @param className the class that is named as the file is
    /// @param classes that were compiled, by name
    record Compiled(String className, ClassLoader loader, Map<String, byte[]> classes) {
        /// A class that somebody has compiled before.
        static Compiled before(String className, ClassLoader loader) {
            return new Compiled(className, loader, Map.of());
        }
    }

    /// Keeps what the compiler writes.
    private static final class InMemoryFiles
            extends ForwardingJavaFileManager<StandardJavaFileManager> {
        private final Map<String, ByteArrayOutputStream> written = new HashMap<>();

        private InMemoryFiles(StandardJavaFileManager files) {
            super(files);
        }

        private Iterable<? extends JavaFileObject> units(Path source) {
            return fileManager.getJavaFileObjects(source);
        }

        private Map<String, byte[]> bytes() {
            Map<String, byte[]> bytes = new HashMap<>();
            written.forEach((name, stream) -> bytes.put(name, stream.toByteArray()));
            return bytes;
        }

        private String classNamed(Path source) {
            String file = source.getFileName().toString();
            String simple = file.substring(0, file.length() - ".java".length());
            return written.keySet().stream()
                    .filter(name -> name.equals(simple) || name.endsWith("." + simple))
                    .findFirst()
                    .orElseThrow(() ->
                            CommandException.badInput(
                                    "%s must declare the class %s", source, simple));
        }

        @Override
        public JavaFileObject getJavaFileForOutput(
                JavaFileManager.Location location,
                String className,
                JavaFileObject.Kind kind,
                FileObject sibling) {
            URI uri = URI.create("memory:///" + className.replace('.', '/') + kind.extension);
            return new SimpleJavaFileObject(uri, kind) {
                @Override
                public OutputStream openOutputStream() {
                    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                    written.put(className, bytes);
                    return bytes;
                }
            };
        }
    }

    private static final class Loader extends ClassLoader {
        private final Map<String, byte[]> classes;

        private Loader(Map<String, byte[]> classes, ClassLoader parent) {
            super(parent);
            this.classes = classes;
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            byte[] bytes = classes.get(name);
            if (bytes == null) {
                throw new ClassNotFoundException(name);
            }
            return defineClass(name, bytes, 0, bytes.length);
        }
    }
}
