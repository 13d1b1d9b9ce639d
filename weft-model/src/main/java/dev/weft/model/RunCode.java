package dev.weft.model;

/// What the workers of a run execute. Unlike the shape of its graph it may change when a run is
/// resumed, with mended code.
///
/// @param archive fingerprint of the application archive; empty where client and workers are one
///     process
/// @param graph names the graph in the graph store; empty where client and workers are one process
/// @param constants names the constants there, if they are others than those that the run was
///     submitted with; else empty
public record RunCode(String archive, String graph, String constants) {
    /// The code of a run whose client and workers are one process.
    public static final RunCode HERE = new RunCode("", "");

    /// With the constants that the run was submitted with.
    public RunCode(String archive, String graph) {
        this(archive, graph, "");
    }
}
