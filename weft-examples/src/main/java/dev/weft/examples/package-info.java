/// Real jobs as a user would write them, runnable as programs and checked as tests.
@NullMarked
package dev.weft.examples;

import org.jspecify.annotations.NullMarked;
