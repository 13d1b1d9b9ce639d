package dev.weft.gateway;

import static dev.weft.model.Checks.require;

import java.util.Optional;

/// How a gateway works.
///
/// @param listen where clients and workers bring invocations; with a token, which is its workers' too
/// @param pool of worker processes
/// @param archive fingerprint of its workers' application archive: runs of others are refused at once;
///     empty means that its workers have to refuse them
/// @param maxWaitingClaims claims that may wait for a worker; further ones are refused, and dispatched
///     again when their deadline has passed
public record GatewaySettings(
        ListenSettings listen, PoolSettings pool, Optional<String> archive, int maxWaitingClaims) {
    public GatewaySettings {
        require(listen.token().isPresent(), "a token must be given for a gateway, was none");
        require(maxWaitingClaims >= 1, "maxWaitingClaims must be >= 1, was %d", maxWaitingClaims);
    }

    /// Lets a million claims wait, and its workers refuse runs of other archives.
    public static GatewaySettings of(ListenSettings listen, PoolSettings pool) {
        return new GatewaySettings(listen, pool, Optional.empty(), 1_000_000);
    }

    public GatewaySettings withArchive(String archive) {
        return new GatewaySettings(listen, pool, Optional.of(archive), maxWaitingClaims);
    }

    public GatewaySettings withMaxWaitingClaims(int maxWaitingClaims) {
        return new GatewaySettings(listen, pool, archive, maxWaitingClaims);
    }

    Token token() {
        return listen.token().orElseThrow();
    }
}
