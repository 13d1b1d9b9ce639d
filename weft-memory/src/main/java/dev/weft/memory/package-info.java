/// The store contracts in one process: the reference implementation.
@NullMarked
package dev.weft.memory;

import org.jspecify.annotations.NullMarked;
