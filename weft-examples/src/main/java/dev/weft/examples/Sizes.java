package dev.weft.examples;

/// The numbers that an example is given.
final class Sizes {
    private Sizes() {}

    /// The program's argument at `index`, where there is one.
    static int from(String[] args, int index, int otherwise) {
        return args.length > index ? Integer.parseInt(args[index]) : otherwise;
    }

    /// Refuses a size that makes no sense.
    static void require(boolean condition, String message, Object... found) {
        if (!condition) {
            throw new IllegalArgumentException(message.formatted(found));
        }
    }
}
