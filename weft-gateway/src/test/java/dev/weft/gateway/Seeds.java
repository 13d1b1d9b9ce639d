package dev.weft.gateway;

import java.util.stream.LongStream;

/// Seeds of random tests: `-Dweft.seed=n` leaves that one only.
final class Seeds {
    private Seeds() {}

    static long[] of(long from, int count) {
        Long only = Long.getLong("weft.seed");
        return only == null ? LongStream.range(from, from + count).toArray() : new long[] {only};
    }
}
