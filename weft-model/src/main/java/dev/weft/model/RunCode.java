package dev.weft.model;

/// What the workers of a run execute. Unlike the shape of its graph it may change when a run is
/// resumed, with mended code.
///
/// @param archive fingerprint of the application archive; empty where client and workers are one
///     process
/// @param graph names the graph in the graph store; empty where client and workers are one process
public record RunCode(String archive, String graph) {
    /// The code of a run whose client and workers are one process.
    public static final RunCode HERE = new RunCode("", "");
}
