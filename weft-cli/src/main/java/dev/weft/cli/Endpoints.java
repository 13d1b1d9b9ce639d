package dev.weft.cli;

import dev.weft.gateway.GatewayCheck;
import dev.weft.gateway.Token;
import dev.weft.model.RunLimits;
import dev.weft.spi.Connection;
import dev.weft.spi.StoreAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// Where runs are kept and who starts their workers.
///
/// @param writer the command that said so in a connection file; empty if the user did
record Endpoints(
        StoreAddress store,
        Optional<URI> gateway,
        Optional<Supplier<String>> token,
        Optional<String> writer) {
    /// The token that calls of the gateway and of its workers show.
    Token requireToken() {
        return token.map(Supplier::get)
                .map(Endpoints::token)
                .orElseThrow(() ->
                        CommandException.usage(
                                "a token must be given: with --token-file or %s",
                                TokenOptions.VARIABLE));
    }

    /// @throws CommandException if it cannot be one
    static Token token(String secret) {
        try {
            return Token.of(secret);
        } catch (IllegalArgumentException e) {
            throw new CommandException(ExitCodes.BAD_INPUT, String.valueOf(e.getMessage()), e);
        }
    }

    /// Makes sure that the gateway, if there is one, takes what is about to be submitted: whoever waits
    /// would else wait for ever.
    ///
    /// @param archive places of the application's classes; empty if it is no matter what workers have
    void checkGateway(Optional<List<Path>> archive) {
        if (gateway.isPresent()) {
            GatewayCheck.check(
                    gateway.get(),
                    token.map(Supplier::get).map(Endpoints::token),
                    archive.map(places -> Fingerprint.of(places).value()));
        }
    }

    /// Connects an application.
    ///
    /// @param archive places of its classes; none means the command's own class path
    /// @param application finds its classes
    Connection connection(List<Path> archive, RunLimits limits, ClassLoader application) {
        return new Connection(
                store, gateway, token, Archive.identifying(archive), limits, application);
    }
}
