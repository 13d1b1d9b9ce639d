package dev.weft.cli;

import java.io.File;
import java.io.IOException;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The classes that a command needs: an archive, and a source file that is compiled first.
///
/// While it is open the calling thread finds them (context class loader).
final class Application implements AutoCloseable {
    private final List<Path> places;
    private final URLClassLoader archive;
    private final SourceFile.Compiled compiled;
    private final @Nullable ClassLoader former = Thread.currentThread().getContextClassLoader();
    private @Nullable Path packed;

    private Application(List<Path> places, URLClassLoader archive, SourceFile.Compiled compiled) {
        this.places = places;
        this.archive = archive;
        this.compiled = compiled;
        Thread.currentThread().setContextClassLoader(compiled.loader());
    }

    /// @param places of the archive
    static Application open(List<Path> places) {
        URLClassLoader archive = Archive.open(places);
        return new Application(places, archive, SourceFile.Compiled.before("", archive));
    }

    /// @param places of the archive
    /// @param named a class or a source file, for [#workflows]
    static Application open(List<Path> places, String named, Surroundings surroundings) {
        URLClassLoader archive = Archive.open(places);
        try {
            return new Application(places, archive, compiled(places, named, archive, surroundings));
        } catch (RuntimeException | Error e) {
            close(archive);
            throw e;
        }
    }

    private static SourceFile.Compiled compiled(
            List<Path> places, String named, URLClassLoader archive, Surroundings surroundings) {
        if (!SourceFile.isNamedBy(named)) {
            return SourceFile.Compiled.before(named, archive);
        }
        String classPath =
                Stream.concat(
                                places.stream().map(Path::toString),
                                Stream.of(surroundings.classPath()))
                        .collect(Collectors.joining(File.pathSeparator));
        return SourceFile.compile(named, classPath, archive);
    }

    /// Whether a class or a source file was named: then its workflows are executed with these classes, and
    /// workers must have them.
    boolean hasWorkflows() {
        return !compiled.className().isEmpty();
    }

    /// The workflows of the class that was named.
    WorkflowClass workflows() {
        return WorkflowClass.load(compiled.className(), compiled.loader());
    }

    /// Finds the application's classes.
    ClassLoader loader() {
        return compiled.loader();
    }

    /// Where workers find the application's classes: what was named, and what was compiled, packed into a
    /// temporary jar; none means the command's own class path.
    List<Path> placesForWorkers() {
        List<Path> all = new ArrayList<>(places);
        if (!compiled.classes().isEmpty()) {
            all.add(pack());
        }
        return all;
    }

    private Path pack() {
        try {
            Path jar = packed == null ? SourceJar.write(compiled.classes()) : packed;
            jar.toFile().deleteOnExit(); // where a signal ends the process
            packed = jar;
            return jar;
        } catch (IOException e) {
            throw new CommandException(
                    ExitCodes.BAD_INPUT,
                    "the compiled source cannot be packed for workers: " + e,
                    e);
        }
    }

    private static void close(URLClassLoader archive) {
        try {
            archive.close();
        } catch (IOException e) {
            // nothing was read from it that anybody needs
        }
    }

    @Override
    public void close() throws IOException {
        Thread.currentThread().setContextClassLoader(former);
        close(archive);
        if (packed != null) {
            Files.deleteIfExists(packed);
        }
    }
}
