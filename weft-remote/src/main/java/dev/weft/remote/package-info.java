/// The engine behind `Weft.connect()`: submits runs to a store, has workers elsewhere invoked, and waits.
@NullMarked
package dev.weft.remote;

import org.jspecify.annotations.NullMarked;
