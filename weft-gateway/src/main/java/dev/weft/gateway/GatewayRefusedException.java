package dev.weft.gateway;

/// A gateway is there, but does not take what a client is about to send. The message says what was expected,
/// what was found and what to do.
public class GatewayRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public GatewayRefusedException(String message) {
        super(message);
    }
}
