package dev.weft.testkit;

/// What a simulated task returns: whose it is, a hash of all that it was made from, and some weight. It
/// is mutable, as the values of careless tasks are.
final class SimulatedValue {
    private static final long MULTIPLIER = 0xBF58476D1CE4E5B9L;

    final int task;

    /// Whose it is, also where numbers of tasks differ from attempt to attempt.
    final long id;

    final int weightBytes;
    long hash;

    /// The hashes of the inputs; known where it was made only, for it is not encoded.
    private final long[] inputs;

    SimulatedValue(int task, long hash, int weightBytes, long... inputs) {
        this(task, task, hash, weightBytes, inputs);
    }

    private SimulatedValue(int task, long id, long hash, int weightBytes, long... inputs) {
        this.task = task;
        this.id = id;
        this.hash = hash;
        this.weightBytes = weightBytes;
        this.inputs = inputs;
    }

    /// The value of a task that has no number of its own.
    ///
    /// @param id what it stands for: the same in each attempt
    static SimulatedValue of(long id, long hash, int weightBytes, long... inputs) {
        return new SimulatedValue(-1, id, hash, weightBytes, inputs);
    }

    /// A number that stands for a task and what it is given, for ids and for hashes.
    static long mixed(long first, long... others) {
        long mixed = mix(first + 1);
        for (long other : others) {
            mixed = mix(mixed * 31 ^ other);
        }
        return mixed;
    }

    long[] inputs() {
        return inputs;
    }

    /// The hash of what a task makes of these inputs.
    static long hash(int task, long... inputs) {
        long hash = mix(task + 1);
        for (long input : inputs) {
            hash = mix(hash ^ input);
        }
        return hash;
    }

    /// The same with weight.
    ///
    /// @param salt 0, or what no other execution would repeat
    SimulatedValue weighing(int bytes, long salt) {
        return new SimulatedValue(task, id, salt == 0 ? hash : mix(hash ^ salt), bytes, inputs);
    }

    /// What a careless function does to its input.
    void spoil() {
        hash = ~hash;
    }

    private static long mix(long bits) {
        long mixed = (bits ^ (bits >>> 30)) * MULTIPLIER;
        return mixed ^ (mixed >>> 27);
    }
}
