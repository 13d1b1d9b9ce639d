package dev.weft.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/// The option that says where the application's classes are.
final class ArchiveOptions {
    @Option(
            names = {"-a", "--archive"},
            paramLabel = "JAR",
            description =
                    "Jar or directory with the workflow's classes; may be repeated, or several with"
                            + " path separators.")
    List<String> archives = new ArrayList<>();

    /// The places that were named; none means that the classes are in the command's own class path.
    List<Path> places() {
        return Archive.places(archives);
    }
}
