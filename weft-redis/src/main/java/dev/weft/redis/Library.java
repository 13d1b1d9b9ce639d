package dev.weft.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/// The steps as a library of functions that the server keeps. Each step is a resource of this
/// package; what they share is in parts that come before them. Library and functions are named by
/// the hash of it all, so that clients of several versions do not disturb each other.
final class Library {
    private static final List<String> PARTS =
            List.of("run", "places", "records", "claims", "trash", "edges", "packed", "reissue");

    /// What is of one step alone may be in several resources.
    private static final List<String> STEPS =
            List.of(
                    "submit",
                    "start",
                    "segment inputs commit",
                    "grow",
                    "hold",
                    "renew",
                    "reap",
                    "lost",
                    "fail",
                    "invalidate",
                    "cancel",
                    "resume",
                    "find",
                    "results",
                    "events",
                    "progress",
                    "inspect",
                    "active",
                    "discard");

    private static final int HASH_DIGITS = 16;

    private static final String BODY = body();
    private static final String HASH = hash(BODY);

    /// What the server is asked to load.
    static final String TEXT =
            "#!lua name=weft_%s%nlocal VERSION = '%s'%n%s".formatted(HASH, HASH, BODY);

    private Library() {}

    /// The name of a step's function.
    static String function(String step) {
        return "weft_" + step + "_" + HASH;
    }

    private static String body() {
        StringBuilder body = new StringBuilder();
        PARTS.forEach(part -> body.append(read(part)));
        STEPS.forEach(step -> body.append("do\n").append(readAll(step)).append("end\n"));
        return body.toString();
    }

    private static String readAll(String names) {
        return Stream.of(names.split(" ")).map(Library::read).collect(joining("\n"));
    }

    private static String read(String name) {
        try (InputStream in = Library.class.getResourceAsStream(name + ".lua")) {
            if (in == null) {
                throw new IllegalStateException(
                        "script " + name + " does not exist in " + Library.class.getPackageName());
            }
            return new String(in.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
            return HexFormat.of().formatHex(digest).substring(0, HASH_DIGITS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
