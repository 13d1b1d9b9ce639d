package dev.weft.rules.planted.purity.core;

import java.io.File;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;

/// Planted: each method is impure in one way.
final class Impure {
    private Impure() {}

    static long nanos() {
        return System.nanoTime();
    }

    static long millis() {
        return System.currentTimeMillis();
    }

    static Instant now() {
        return Instant.now();
    }

    static double chance() {
        return Math.random();
    }

    static UUID id() {
        return UUID.randomUUID();
    }

    static void shuffle(List<String> words) {
        java.util.Collections.shuffle(words);
    }

    static void spin() {
        Thread.onSpinWait();
    }

    static Object random() {
        return new Random(1);
    }

    static Object lock() {
        return new ReentrantLock();
    }

    static Object io() {
        return new File("a");
    }

    static Object nio() {
        return Path.of("a");
    }

    static Object net() {
        return URI.create("a");
    }
}
