package dev.weft.cli;

import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The option that says where the token is; if it is not given, the environment may have it.
final class TokenOptions {
    static final String VARIABLE = "WEFT_TOKEN";

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description = "File with the gateway's token (or WEFT_TOKEN, the token).")
    @Nullable Path file;

    Optional<Supplier<String>> given(Surroundings surroundings) {
        return inFile().or(() -> inEnvironment(surroundings));
    }

    Optional<Supplier<String>> inEnvironment(Surroundings surroundings) {
        return surroundings.variable(VARIABLE).map(secret -> () -> secret);
    }

    Optional<Supplier<String>> inFile() {
        return Optional.ofNullable(file).map(place -> Secret.ofFile(place, "token"));
    }
}
