package dev.weft.testkit;

/// What a simulation came to.
///
/// @param trace hash of all that happened: equal for two runs of one seed
/// @param lines of its trace
/// @param steps that the store has taken
/// @param calls of tasks' functions
/// @param tasks in the graph
/// @param micros virtual time from the beginning to the end
record SimulationReport(long trace, long lines, int steps, int calls, int tasks, long micros) {}
