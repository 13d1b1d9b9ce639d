package dev.weft.cli;

/// What becomes of a run when whoever waits for it has to go, or wants to. Closed when nobody waits any
/// more.
interface Parting extends AutoCloseable {
    /// Whether the run was left going, and the thread that waits was interrupted for that reason.
    boolean left();

    @Override
    void close();

    /// What somebody must know who leaves a run.
    static String goesOn(String run) {
        return "run %s goes on; weft attach %s waits for it, weft cancel %s ends it"
                .formatted(run, run, run);
    }
}
