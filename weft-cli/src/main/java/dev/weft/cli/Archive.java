package dev.weft.cli;

import dev.weft.examples.TreeReduction;
import java.io.File;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The application's classes: jars and directories that the user named, behind those of Weft.
final class Archive {
    private Archive() {}

    /// The places of an archive, checked, in their order.
    ///
    /// @param named jars or directories of classes, each maybe several with path separators
    static List<Path> places(List<String> named) {
        List<Path> places = new ArrayList<>();
        named.stream().flatMap(Archive::split).map(Archive::place).forEach(places::add);
        return places;
    }

    /// The places that tell one application from another: those that were named, or else what the command's
    /// own class path has of applications, the examples. Weft's libraries are not among them: to read them
    /// takes a worker longer than to start.
    ///
    /// @param places of an archive; none means that classes are in the command's own class path
    static List<Path> identifying(List<Path> places) {
        if (!places.isEmpty()) {
            return places;
        }
        CodeSource source = TreeReduction.class.getProtectionDomain().getCodeSource();
        return source == null
                ? List.of()
                : List.of(Path.of(URI.create(source.getLocation().toString())));
    }

    /// The places of a class path, whether they exist or not.
    static List<Path> placesOf(String classPath) {
        return split(classPath).map(Path::of).toList();
    }

    private static Stream<String> split(String place) {
        return Pattern.compile(File.pathSeparator, Pattern.LITERAL)
                .splitAsStream(place)
                .filter(one -> !one.isEmpty());
    }

    static URLClassLoader open(List<Path> places) {
        URL[] urls = places.stream().map(Archive::url).toArray(URL[]::new);
        return new URLClassLoader(urls, Main.class.getClassLoader());
    }

    private static URL url(Path place) {
        try {
            return place.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException("archive must be a file, was " + place, e);
        }
    }

    private static Path place(String named) {
        try {
            Path path = Path.of(named);
            if (!Files.exists(path)) {
                throw CommandException.badInput("archive %s does not exist", named);
            }
            if (!Files.isDirectory(path)) {
                requireJar(path);
            }
            return path.toAbsolutePath();
        } catch (InvalidPathException e) {
            throw new CommandException(
                    ExitCodes.BAD_INPUT, "archive must be a path, was " + named, e);
        }
    }

    private static void requireJar(Path path) {
        try (JarFile jar = new JarFile(path.toFile())) {
            jar.size();
        } catch (IOException e) {
            throw new CommandException(
                    ExitCodes.BAD_INPUT,
                    "archive must be a jar or a directory of classes, was %s (%s)"
                            .formatted(path, e.getMessage()),
                    e);
        }
    }
}
