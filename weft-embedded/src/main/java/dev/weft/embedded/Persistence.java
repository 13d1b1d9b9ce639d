package dev.weft.embedded;

/// What a server that was killed still has when it is started again.
public enum Persistence {
    /// Nothing.
    NONE,
    /// All but what it did last, up to two seconds: the usual setting of an append-only file.
    EVERY_SECOND,
    /// All that it answered to.
    ALWAYS
}
