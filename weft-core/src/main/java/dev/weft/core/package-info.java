/// Pure decisions: from a state and an event to the next state and the steps to carry out.
@NullMarked
package dev.weft.core;

import org.jspecify.annotations.NullMarked;
