package dev.weft.rules.planted.purity.core;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;

/// Not a violation: time is an argument, and bytes in memory are no I/O.
record Pure(Instant now) {
    Instant later(Duration delay) {
        return now.plus(delay);
    }

    ByteBuffer bytes() {
        return ByteBuffer.wrap("a".getBytes(StandardCharsets.UTF_8));
    }
}
