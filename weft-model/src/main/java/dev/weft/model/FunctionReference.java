package dev.weft.model;

/// A function as a worker finds it: its identity, and the class through whose `$deserializeLambda$`
/// it is rebuilt.
///
/// @param capturingClass binary name with slashes of a class in which the reference is written; not
///     part of what the function is, since any such class serves
/// @param readsOnly whether the function promises not to modify its inputs (`@ReadsOnly`)
public record FunctionReference(
        FunctionIdentity identity, String capturingClass, boolean readsOnly) {}
