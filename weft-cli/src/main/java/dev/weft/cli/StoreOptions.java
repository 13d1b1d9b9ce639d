package dev.weft.cli;

import dev.weft.spi.StoreAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Options that say where the store is; what is not given comes from the environment.
final class StoreOptions {
    static final String VARIABLE = "WEFT_STORE";
    static final String PASSWORD_VARIABLE = "WEFT_STORE_PASSWORD";

    @Option(
            names = "--store",
            paramLabel = "URI",
            description =
                    "Where runs are kept: redis://[USER@]HOST:PORT, rediss://… with TLS,"
                            + " redis-cluster://HOST:PORT,HOST:PORT (or WEFT_STORE).")
    @Nullable String store;

    @Option(
            names = "--store-password-file",
            paramLabel = "FILE",
            description = "File with the store's password (or WEFT_STORE_PASSWORD, the password).")
    @Nullable Path passwordFile;

    @Option(
            names = "--store-trust",
            paramLabel = "FILE",
            description = "Certificates (PEM) to trust for TLS, instead of the platform's.")
    @Nullable Path trust;

    /// Where the store is, if options or environment say so.
    Optional<StoreAddress> given(Surroundings surroundings) {
        return uri(surroundings)
                .map(uri ->
                        new StoreAddress(
                                Addresses.store("--store", uri), password(surroundings), trust()));
    }

    Optional<String> uri(Surroundings surroundings) {
        return Optional.ofNullable(store).or(() -> surroundings.variable(VARIABLE));
    }

    private Optional<Supplier<String>> password(Surroundings surroundings) {
        return passwordInFile().or(() -> passwordInEnvironment(surroundings));
    }

    Optional<Supplier<String>> passwordInEnvironment(Surroundings surroundings) {
        return surroundings.variable(PASSWORD_VARIABLE).map(secret -> () -> secret);
    }

    Optional<Supplier<String>> passwordInFile() {
        return Optional.ofNullable(passwordFile).map(file -> Secret.ofFile(file, "store password"));
    }

    Optional<Path> trust() {
        if (trust != null && !Files.isReadable(trust)) {
            throw CommandException.badInput("--store-trust %s must be a file, is none", trust);
        }
        return Optional.ofNullable(trust);
    }
}
