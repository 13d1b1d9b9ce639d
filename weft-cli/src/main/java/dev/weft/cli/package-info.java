/// The `weft` command: it knows all other modules, reads the environment and prints.
@NullMarked
package dev.weft.cli;

import org.jspecify.annotations.NullMarked;
