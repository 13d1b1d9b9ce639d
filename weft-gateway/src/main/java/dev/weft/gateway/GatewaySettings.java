package dev.weft.gateway;

import static dev.weft.model.Checks.require;

/// How a gateway works.
///
/// @param listen where clients and workers bring invocations; with a token, which is its workers' too
/// @param pool of worker processes
/// @param maxWaitingClaims claims that may wait for a worker; further ones are refused, and dispatched
///     again when their deadline has passed
public record GatewaySettings(ListenSettings listen, PoolSettings pool, int maxWaitingClaims) {
    public GatewaySettings {
        require(listen.token().isPresent(), "a token must be given for a gateway, was none");
        require(maxWaitingClaims >= 1, "maxWaitingClaims must be >= 1, was %d", maxWaitingClaims);
    }

    /// Lets a million claims wait.
    public static GatewaySettings of(ListenSettings listen, PoolSettings pool) {
        return new GatewaySettings(listen, pool, 1_000_000);
    }

    public GatewaySettings withMaxWaitingClaims(int maxWaitingClaims) {
        return new GatewaySettings(listen, pool, maxWaitingClaims);
    }

    Token token() {
        return listen.token().orElseThrow();
    }
}
