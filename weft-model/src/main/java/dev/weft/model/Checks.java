package dev.weft.model;

/// Argument checks that say what was expected and what was found.
public final class Checks {
    private Checks() {}

    /// Refuses a bad argument.
    ///
    /// @param message a format of [java.util.Formatter]: `<name> must <rule>, was %s`
    /// @throws IllegalArgumentException with the formatted message if `condition` is false
    public static void require(boolean condition, String message, Object... found) {
        if (!condition) {
            throw new IllegalArgumentException(message.formatted(found));
        }
    }
}
