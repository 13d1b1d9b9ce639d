package dev.weft.redis;

import dev.weft.model.RunLimits;

/// Limits of a run as they were submitted. (The numbers that scripts calculate with are kept
/// apart.)
final class LimitsForm {
    private LimitsForm() {}

    static byte[] encode(RunLimits limits) {
        return new Pack()
                .duration(limits.lease())
                .duration(limits.dispatch())
                .duration(limits.retention())
                .duration(limits.hardEnd())
                .number(limits.poisonLimit())
                .flag(limits.goOn())
                .duration(limits.lossWindow())
                .number(limits.parallelism())
                .toBytes();
    }

    static RunLimits decode(byte[] bytes) {
        Unpack in = new Unpack(bytes);
        return new RunLimits(
                in.duration(),
                in.duration(),
                in.duration(),
                in.duration(),
                in.integer(),
                in.flag(),
                in.duration(),
                in.integer());
    }
}
