package dev.weft.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weft.model.RunId;
import dev.weft.model.RunKey;
import dev.weft.model.ValueId;

/// What keys are called. Whatever belongs to the coordination of one run has the run's id for its
/// hash tag, and so is in one slot; values, constants and graphs are spread over the slots on
/// purpose.
final class Keys {
    /// Shards of the index of active runs.
    static final int SHARDS = 8;

    /// The channel on which ends of runs are told.
    static final String ENDED = "weft:ended";

    private Keys() {}

    /// The name of a run: its value is the run's incarnation.
    static byte[] name(RunId id) {
        return utf8("weft:{" + id + "}");
    }

    /// The record of a run; its script makes the other keys from it.
    static byte[] run(RunKey run) {
        return utf8(part(run, "run"));
    }

    /// Rung when the run ends.
    static String bell(RunKey run) {
        return part(run, "bell");
    }

    static String events(RunKey run) {
        return part(run, "events");
    }

    private static String part(RunKey run, String name) {
        return "weft:{" + run.id() + "}:" + incarnation(run) + ":" + name;
    }

    static String incarnation(RunKey run) {
        return "%016x".formatted(run.incarnation());
    }

    static RunKey run(RunId id, String incarnation) {
        return new RunKey(id, Long.parseUnsignedLong(incarnation, 16));
    }

    static byte[] value(RunKey run, ValueId value) {
        return utf8(
                "weft:{%s:%s:%d:%016x}"
                        .formatted(run.id(), incarnation(run), value.task(), value.execution()));
    }

    static byte[] constants(RunKey run) {
        return utf8("weft:{" + run.id() + ":" + incarnation(run) + "}:constants");
    }

    static byte[] graph(String name) {
        return utf8("weft:graph:{" + name + "}");
    }

    /// The shard of the index of active runs that names a run.
    static byte[] shardOf(RunKey run) {
        return shard(Math.floorMod(run.id().value().hashCode(), SHARDS));
    }

    static byte[] shard(int number) {
        return utf8("weft:active:{" + number + "}");
    }

    /// A run as the index and the channel name it.
    static String member(RunKey run) {
        return run.id() + ":" + incarnation(run);
    }

    static RunKey ofMember(String member) {
        int colon = member.lastIndexOf(':');
        return run(new RunId(member.substring(0, colon)), member.substring(colon + 1));
    }

    static String text(byte[] utf8) {
        return new String(utf8, UTF_8);
    }

    static byte[] utf8(String text) {
        return text.getBytes(UTF_8);
    }
}
