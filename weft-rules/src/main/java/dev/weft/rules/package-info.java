/// The rules of the house as tests: module table, purity, null-marking, names; each with a
/// planted violation.
@NullMarked
package dev.weft.rules;

import org.jspecify.annotations.NullMarked;
