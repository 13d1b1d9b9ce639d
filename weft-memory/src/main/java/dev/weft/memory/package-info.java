/// The store contracts in one process: the reference implementation.
///
/// [dev.weft.memory.InMemoryRunStore] keeps the coordination state of runs,
/// [dev.weft.memory.InMemoryBlobStore] values that are too large to travel inside a step,
/// [dev.weft.memory.InMemoryGraphStore] graphs and constants. Nothing here starts a thread; times come from the clock that the store is given.
@NullMarked
package dev.weft.memory;

import org.jspecify.annotations.NullMarked;
