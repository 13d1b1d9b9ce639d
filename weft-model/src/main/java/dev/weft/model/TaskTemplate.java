package dev.weft.model;

/// What tasks of one kind share: everything but their parents and constants.
///
/// @param function number in the function table
/// @param arguments how parents and constants become the function's inputs
public record TaskTemplate(int function, ArgumentShape arguments, TaskOptions options) {}
