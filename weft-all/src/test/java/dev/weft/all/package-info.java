/// Tests of Weft as an application sees it: through the public API, with all its parts.
@NullMarked
package dev.weft.all;

import org.jspecify.annotations.NullMarked;
