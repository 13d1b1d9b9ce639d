package dev.weft.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.function.Supplier;

/// Reads secrets: a password, a token. They come from files and environment variables, never from the
/// command line, which others on the machine can see.
final class Secret {
    private Secret() {}

    /// A secret in a file, which is read now, so that a mistake shows at once, and again whenever the
    /// secret is asked for, so that it may change.
    ///
    /// @param what it is, for errors
    static Supplier<String> ofFile(Path file, String what) {
        read(file, what);
        return () -> read(file, what);
    }

    private static String read(Path file, String what) {
        try {
            requireHidden(file, what);
            String secret = Files.readString(file, StandardCharsets.UTF_8).strip();
            if (secret.isEmpty()) {
                throw CommandException.badInput("%s file %s must hold it, is empty", what, file);
            }
            return secret;
        } catch (NoSuchFileException e) {
            throw new CommandException(
                    ExitCodes.BAD_INPUT, "%s file %s does not exist".formatted(what, file), e);
        } catch (IOException e) {
            throw new CommandException(
                    ExitCodes.BAD_INPUT,
                    "%s file %s cannot be read: %s".formatted(what, file, e),
                    e);
        }
    }

    /// Its group may read it: so it is where an orchestrator hands secrets out.
    private static void requireHidden(Path file, String what) throws IOException {
        if (Files.exists(file)
                && isPosix(file)
                && Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_READ)) {
            throw CommandException.badInput(
                    "%s file %s must not be readable by others; chmod 600 helps", what, file);
        }
    }

    static boolean isPosix(Path file) {
        return file.getFileSystem().supportedFileAttributeViews().contains("posix");
    }
}
