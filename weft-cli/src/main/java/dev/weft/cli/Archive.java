package dev.weft.cli;

import java.io.File;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarFile;
import java.util.regex.Pattern;

/// The application's classes: jars and directories that the user named, behind those of Weft.
final class Archive {
    private Archive() {}

    /// @param places jars or directories of classes, each maybe several with path separators
    static URLClassLoader open(List<String> places) {
        List<URL> urls = new ArrayList<>();
        for (String place : places) {
            Pattern.compile(File.pathSeparator, Pattern.LITERAL)
                    .splitAsStream(place)
                    .filter(one -> !one.isEmpty())
                    .map(Archive::url)
                    .forEach(urls::add);
        }
        return new URLClassLoader("archive", urls.toArray(new URL[0]), Main.class.getClassLoader());
    }

    private static URL url(String place) {
        try {
            Path path = Path.of(place);
            if (!Files.exists(path)) {
                throw CommandException.badInput("archive %s does not exist", place);
            }
            if (!Files.isDirectory(path)) {
                requireJar(path);
            }
            return path.toUri().toURL();
        } catch (InvalidPathException | MalformedURLException e) {
            throw CommandException.badInput("archive must be a path, was %s", place);
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
