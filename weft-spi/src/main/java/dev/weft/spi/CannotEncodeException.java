package dev.weft.spi;

/// A value, or something within it, is of a type that cannot be encoded.
public class CannotEncodeException extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final String path;

    /// @param path to the culprit within the value: `value.orders[3].listener`
    /// @param problem what is wrong with it and what to do
    public CannotEncodeException(String path, String problem) {
        super("%s cannot be encoded: %s".formatted(path, problem));
        this.path = path;
    }

    /// Where in the value the culprit is.
    public String path() {
        return path;
    }
}
