/// Not a violation: null-marked.
@NullMarked
package dev.weft.rules.planted.nulls.marked;

import org.jspecify.annotations.NullMarked;
