package dev.weft.rules.planted.surroundings.worker;

import org.jspecify.annotations.Nullable;

/// Planted: each method touches the surroundings in one way.
@SuppressWarnings("SystemOut")
final class Chatty {
    private Chatty() {}

    static void print() {
        System.out.println("a");
    }

    static @Nullable String environment() {
        return System.getenv("A");
    }

    static @Nullable String property() {
        return System.getProperty("a");
    }

    static boolean flag() {
        return Boolean.getBoolean("a");
    }

    static void trace(RuntimeException e) {
        e.printStackTrace();
    }
}
