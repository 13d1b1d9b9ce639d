package dev.weft.model;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A value on its way from the task that made it to those that read it.
public sealed interface Payload {

    /// A value that nobody will modify (its type is immutable, or all its readers only read): passes
    /// by reference within a process and is encoded only when it leaves it.
    record Shared(@Nullable Object value) implements Payload {}

    /// A value as bytes of the run's codec. The array is not copied: whoever receives it only reads.
    /// Equal bytes are equal values, also where a store makes an array of its own for each reader.
    @SuppressWarnings("ArrayRecordComponent") // compared by what is in it
    record Encoded(byte[] bytes) implements Payload {
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Encoded(byte[] others) && Arrays.equals(bytes, others);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(bytes);
        }
    }

    /// A mutable value as bytes, made when its task returned, together with the object itself, which
    /// the last of its readers may have. Within one process only.
    ///
    /// Safe for many threads.
    final class Owned implements Payload {
        private final byte[] bytes;
        private @Nullable Object live;
        private int readers;

        /// @param live the object that the task returned
        /// @param readers how many first reads there will be; at least 1
        public Owned(byte[] bytes, Object live, int readers) {
            Checks.require(readers >= 1, "readers must be >= 1, was %d", readers);
            this.bytes = bytes;
            this.live = live;
            this.readers = readers;
        }

        public byte[] bytes() {
            return bytes;
        }

        /// Counts one reader off and gives the object to the last.
        ///
        /// @return the object itself, which is the caller's from now on; `null` if somebody else
        ///     may still read it or has it already: then decode [#bytes()]
        public synchronized @Nullable Object takeIfLast() {
            readers--;
            if (readers > 0) {
                return null;
            }
            Object taken = readers == 0 ? live : null;
            live = null;
            return taken;
        }
    }
}
