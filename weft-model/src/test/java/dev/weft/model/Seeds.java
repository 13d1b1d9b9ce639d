package dev.weft.model;

import java.util.stream.LongStream;

/// Seeds of a test, or the one that `-Dweft.seed=N` asks to replay.
final class Seeds {
    private Seeds() {}

    static long[] of(long first, long last) {
        String replayed = System.getProperty("weft.seed", "");
        return replayed.isEmpty()
                ? LongStream.rangeClosed(first, last).toArray()
                : new long[] {Long.parseLong(replayed)};
    }
}
