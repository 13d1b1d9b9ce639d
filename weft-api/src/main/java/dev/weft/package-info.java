/// What a workflow author touches: typed handles, engines, runs, options and exceptions.
@NullMarked
package dev.weft;

import org.jspecify.annotations.NullMarked;
