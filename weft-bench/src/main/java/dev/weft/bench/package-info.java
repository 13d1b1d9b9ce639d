/// Workloads with measured figures: what `weft bench` runs.
@NullMarked
package dev.weft.bench;

import org.jspecify.annotations.NullMarked;
