package dev.weft.examples;

import java.io.File;
import java.nio.file.FileVisitResult;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Collects the regular files of a directory, with names that are the same on every system.
final class DirectoryListing extends SimpleFileVisitor<Path> {
    private final Path root;
    private final List<SourceFile> files = new ArrayList<>();

    DirectoryListing(Path root) {
        this.root = root;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
        if (attributes.isRegularFile()) {
            String name = root.relativize(file).toString().replace(File.separatorChar, '/');
            files.add(SourceFile.plain(name, attributes.size()));
        }
        return FileVisitResult.CONTINUE;
    }

    List<SourceFile> sorted() {
        return files.stream().sorted(Comparator.comparing(SourceFile::name)).toList();
    }
}
