/// What can be replaced in Weft: the contracts of stores, invokers, codecs, planners and
/// histories.
@NullMarked
package dev.weft.spi;

import org.jspecify.annotations.NullMarked;
