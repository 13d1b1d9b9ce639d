package dev.weft.redis;

import dev.weft.spi.StoreRefusedException;
import dev.weft.spi.UnknownNumberException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import redis.clients.jedis.exceptions.JedisDataException;

/// What to do about an error that a server answers.
final class Errors {
    /// Errors that pass: the node is starting, failing over, or busy with a long script.
    private static final List<String> PASSING =
            List.of(
                    "LOADING",
                    "TRYAGAIN",
                    "READONLY",
                    "MASTERDOWN",
                    "CLUSTERDOWN",
                    "BUSY",
                    "UNBLOCKED");

    private static final Pattern BAD_NUMBER = Pattern.compile("^BADNUMBER (-?\\d+) (-?\\d+)");

    private static final Pattern OTHER_FORMAT =
            Pattern.compile("run has format (\\d+), this is for format (\\d+)");

    private Errors() {}

    /// Whether asking again may help.
    static boolean isPassing(JedisDataException error) {
        return PASSING.stream().anyMatch(word -> says(error, word));
    }

    /// Whether the server has no memory left for what was asked.
    static boolean isOutOfMemory(JedisDataException error) {
        return says(error, "OOM");
    }

    /// Whether the server does not have our [Library], or has lost it.
    static boolean isUnknownFunction(JedisDataException error) {
        return says(error, "Function not found");
    }

    private static boolean says(JedisDataException error, String word) {
        String message = String.valueOf(error.getMessage());
        return message.startsWith(word) || message.startsWith("ERR " + word);
    }

    /// What was wrong at the bottom of it: of a connection that could not be made, what stood
    /// against it.
    static String reason(Throwable e) {
        Throwable reason = e;
        while (reason.getCause() != null || reason.getSuppressed().length > 0) {
            reason = reason.getCause() != null ? reason.getCause() : reason.getSuppressed()[0];
        }
        return String.valueOf(reason.getMessage());
    }

    /// What the step has named that the run does not have; empty if that is not the error.
    static Optional<UnknownNumberException> badNumber(JedisDataException error) {
        Matcher bad = BAD_NUMBER.matcher(String.valueOf(error.getMessage()));
        return bad.find()
                ? Optional.of(
                        badNumber(Integer.parseInt(bad.group(1)), Integer.parseInt(bad.group(2))))
                : Optional.empty();
    }

    static UnknownNumberException badNumber(int highestTask, int highestEdge) {
        return new UnknownNumberException(
                "tasks must be in 0..%d and edges in 0..%d, not all were"
                        .formatted(highestTask, highestEdge));
    }

    /// An error that does not pass, in words that say what to do.
    ///
    /// @param where the store
    static RuntimeException refused(String where, JedisDataException error) {
        String message = String.valueOf(error.getMessage());
        return new StoreRefusedException(
                "store at %s %s (it said: %s)".formatted(where, advice(message), message), error);
    }

    private static String advice(String message) {
        Matcher other = OTHER_FORMAT.matcher(message);
        if (other.find()) {
            return "has a run in format %s, this version of Weft knows format %s: use one version"
                    .formatted(other.group(1), other.group(2));
        }
        if (message.startsWith("WRONGPASS") || message.contains("invalid password")) {
            return "must know the user and password, did not: check both";
        }
        if (message.startsWith("NOAUTH")) {
            return "must be given a password, was given none";
        }
        if (message.startsWith("NOPERM")) {
            return "must let the user load and call functions on keys and channels weft:*, did not";
        }
        if (message.contains("WRONGTYPE")) {
            return "must be Weft's own below weft:*, has a key of another program there";
        }
        if (message.startsWith("LOADING")) {
            return "must have its data in memory, was still loading: try again in a while";
        }
        if (message.startsWith("MOVED") || message.startsWith("ASK")) {
            return "must be a single server for this scheme, is part of a cluster: begin the"
                    + " address with redis-cluster:// or rediss-cluster://";
        }
        if (message.contains("cluster support disabled")) {
            return "must be part of a cluster for this scheme, is a single server: begin the"
                    + " address with redis:// or rediss://";
        }
        return "refused a step";
    }
}
