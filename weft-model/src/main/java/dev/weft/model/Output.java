package dev.weft.model;

/// Where the output of a committed task is.
public sealed interface Output {
    /// Of its encoded form; 0 where there is none, or it was not worked out.
    long digest();

    /// Needed by nobody outside of its segment, or there is none.
    record None() implements Output {
        /// The only one that is needed.
        public static final None INSTANCE = new None();

        @Override
        public long digest() {
            return 0;
        }
    }

    /// In the record of the result itself.
    ///
    /// @param bytes size in its encoded form; 0 if it was not encoded
    /// @param digest of its encoded form; 0 where it was not worked out
    record Inline(Payload payload, long bytes, long digest) implements Output {}

    /// In the blob store, under the task and its execution; written and acknowledged before the
    /// commit that names it.
    ///
    /// @param bytes size in its encoded form
    /// @param digest of its encoded form; 0 where it was not worked out
    record Spread(long bytes, long digest) implements Output {}

    /// Never stored: all its children had it from memory.
    ///
    /// @param digest of its encoded form
    record Elided(long digest) implements Output {}

    /// Was stored, and given up when all who read it had committed.
    ///
    /// @param digest of its encoded form; 0 where it was not worked out
    record Collected(long digest) implements Output {
        private static final Collected WITHOUT_DIGEST = new Collected(0);

        /// Of a value with this digest.
        public static Collected of(long digest) {
            return digest == 0 ? WITHOUT_DIGEST : new Collected(digest);
        }
    }
}
