package dev.weft.testkit;

/// What an exploration came to: all there is was explored.
///
/// @param states that differ
/// @param transitions from one to another, or to the same
/// @param depth most actions on a shortest way to a state
/// @param ends states in which the run is done
record ExplorationReport(int states, long transitions, int depth, int ends) {}
