/// The vocabulary of Weft: ids, graph, slice, plan, outcome and metrics, as values only.
@NullMarked
package dev.weft.model;

import org.jspecify.annotations.NullMarked;
