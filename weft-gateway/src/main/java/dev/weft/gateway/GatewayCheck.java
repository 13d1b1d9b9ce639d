package dev.weft.gateway;

import dev.weft.spi.StoreUnavailableException;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/// Asks a gateway, before anything is submitted, whether it will take it.
public final class GatewayCheck {
    private static final Duration ANSWER = Duration.ofSeconds(5);

    private GatewayCheck() {}

    /// Takes one request.
    ///
    /// @param archive fingerprint of the application archive of what is to be submitted; empty if that is
    ///     no matter
    /// @throws StoreUnavailableException if there was no answer within five seconds
    /// @throws GatewayRefusedException if the token is wrong, its workers have another archive, or it is
    ///     no gateway
    public static void check(URI gateway, Optional<Token> token, Optional<String> archive) {
        HttpAnswer answer = ask(gateway, token);
        if (answer.status() == 401) {
            throw new GatewayRefusedException(
                    ("gateway %s must be shown its token, was shown %s; its connection file has it, or"
                                    + " whoever started it")
                            .formatted(gateway, token.isEmpty() ? "none" : "another one"));
        }
        if (answer.status() != 200) {
            throw new GatewayRefusedException(
                    "%s must be a gateway, answered %d %s"
                            .formatted(gateway, answer.status(), answer.text()));
        }
        String found = answer.text();
        if (archive.isPresent() && !found.isEmpty() && !found.equals(archive.get())) {
            throw new GatewayRefusedException(
                    ("the workers of gateway %s must have the application archive of what is submitted,"
                                    + " %.12s, have %.12s; start them with that one (--archive), or"
                                    + " start some for this run (weft run --workers N)")
                            .formatted(gateway, archive.get(), found));
        }
    }

    private static HttpAnswer ask(URI gateway, Optional<Token> token) {
        try (HttpCaller caller = new HttpCaller(gateway, () -> token)) {
            return caller.call("GET", "/v1/archive", new byte[0], ANSWER);
        } catch (IOException e) {
            throw new StoreUnavailableException(
                    "no answer from the gateway at %s: %s".formatted(gateway, e.getMessage()), e);
        }
    }
}
