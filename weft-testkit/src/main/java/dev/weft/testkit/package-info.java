/// For tests: store and codec contracts, virtual time, a seeded simulator, faults, DAG generators
/// and a JUnit extension.
@NullMarked
package dev.weft.testkit;

import org.jspecify.annotations.NullMarked;
