package dev.weft.gateway;

import static dev.weft.model.Checks.require;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The secret that whoever calls a worker or a gateway must show. It is never part of a text that is
/// printed or logged. Safe for many threads.
public final class Token {
    /// Environment variable in which a launched worker finds it.
    public static final String VARIABLE = "WEFT_TOKEN";

    private static final Pattern VISIBLE = Pattern.compile("[\\x21-\\x7e]*");
    private static final String SCHEME = "Bearer ";

    private final String secret;

    private Token(String secret) {
        this.secret = secret;
    }

    /// @param secret 16 to 512 visible ASCII characters
    public static Token of(String secret) {
        boolean visible = VISIBLE.matcher(secret).matches();
        require(
                visible && secret.length() >= 16 && secret.length() <= 512,
                "token must be 16 to 512 visible ASCII characters without spaces, was %d characters%s",
                secret.length(),
                visible ? "" : " of which some are others");
        return new Token(secret);
    }

    /// A new one of 256 random bits.
    public static Token random() {
        byte[] bytes = new byte[32];
        new SecureRandom().nextBytes(bytes);
        return new Token(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    }

    /// Reads a token from the only line of a file.
    ///
    /// @throws UncheckedIOException if it cannot be read
    /// @throws IllegalArgumentException if others than its owner and group may read it, or if what is
    ///     in it is no token
    public static Token read(Path file) {
        try {
            require(
                    !othersMayRead(file),
                    "token file must not be readable by others, was %s; chmod 600 helps",
                    file);
            return of(Files.readString(file, StandardCharsets.UTF_8).strip());
        } catch (IOException e) {
            throw new UncheckedIOException("token file " + file + " cannot be read", e);
        }
    }

    private static boolean othersMayRead(Path file) throws IOException {
        return isPosix(file)
                && Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_READ);
    }

    /// Writes it to a new file that only its owner may read, for clients in other processes.
    ///
    /// @throws UncheckedIOException if there is such a file, or it cannot be written
    public void write(Path file) {
        Set<PosixFilePermission> owner = PosixFilePermissions.fromString("rw-------");
        try {
            if (isPosix(file)) {
                Files.createFile(file, PosixFilePermissions.asFileAttribute(owner));
            } else {
                Files.createFile(file);
            }
            Files.writeString(file, secret + "\n", StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new UncheckedIOException("token file " + file + " cannot be written", e);
        }
    }

    private static boolean isPosix(Path file) {
        return file.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    /// Whether a request shows this token; takes the same time whatever is wrong with what it shows.
    ///
    /// @param authorization value of the header; `null` if there is none
    boolean isShownBy(@Nullable String authorization) {
        byte[] shown =
                (authorization == null ? "" : authorization).getBytes(StandardCharsets.UTF_8);
        return MessageDigest.isEqual(authorization().getBytes(StandardCharsets.UTF_8), shown);
    }

    /// Value of the header that shows it.
    String authorization() {
        return SCHEME + secret;
    }

    /// For the environment of a process that is to know it.
    String secret() {
        return secret;
    }

    @Override
    public String toString() {
        return "Token(not shown)";
    }
}
