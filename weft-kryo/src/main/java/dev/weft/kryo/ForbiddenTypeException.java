package dev.weft.kryo;

/// Encoded bytes name a type that must not be created.
final class ForbiddenTypeException extends RuntimeException {
    private static final long serialVersionUID = 1;

    ForbiddenTypeException(String type, String problem) {
        super("they name %s, which %s".formatted(type, problem), null, false, false);
    }
}
