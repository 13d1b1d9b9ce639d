package dev.weft.gateway;

import static dev.weft.model.Checks.require;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;

/// Where an HTTP server listens and whom it listens to.
///
/// @param address port 0 means any free one
/// @param token that requests must show; may be left out on the loopback interface only
public record ListenSettings(InetSocketAddress address, Optional<Token> token) {
    public ListenSettings {
        require(!address.isUnresolved(), "address must be one of this machine, was %s", address);
        require(
                token.isPresent() || address.getAddress().isLoopbackAddress(),
                "a token must be given where others can connect, was none for %s",
                address);
    }

    /// Any free port of the loopback interface.
    public static ListenSettings loopback(Token token) {
        return new ListenSettings(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), Optional.of(token));
    }
}
