/// The engine behind `Weft.local()`: the in-memory store and a worker in one process.
@NullMarked
package dev.weft.local;

import org.jspecify.annotations.NullMarked;
