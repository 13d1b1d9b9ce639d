package dev.weft;

/// What a task can be given: a constant, another task's result, or lists, maps and combinations of
/// these, nested to any depth. Made by the static methods of [Weft].
///
/// A handle knows what it is made of and nothing of who uses it, so that cycles cannot be written
/// and an unused handle costs nothing but its memory. Immutable; safe for many threads.
///
/// @param <T> type of the value that the task's function receives
public sealed interface Arg<T> permits Value, ListArg, MapArg, Combined, Task, Many {}
