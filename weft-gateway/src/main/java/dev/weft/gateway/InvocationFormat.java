package dev.weft.gateway;

import static dev.weft.gateway.InvocationInput.check;
import static dev.weft.model.Checks.require;

import dev.weft.model.Claim;
import dev.weft.model.RunCode;
import dev.weft.model.RunId;
import dev.weft.model.RunKey;
import dev.weft.model.RunLimits;
import dev.weft.spi.Invocation;
import dev.weft.spi.Invocation.Parcel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Writes and reads the binary form of an [Invocation], as it travels between processes.
///
/// ## Format 2
/// Numbers take seven bits a byte, the lowest first, the eighth says that another byte follows. Signed
/// ones are folded first (0, -1, 1, -2, …). A text is the number of its bytes and its UTF-8, a duration
/// signed seconds and nanoseconds.
///
/// | Part | Content |
/// |---|---|
/// | head | `WEFI`; version, one byte: 2; bytes of the whole, four, the highest first |
/// | run | id (text); incarnation, eight bytes; epoch |
/// | code | fingerprint of the archive, names of graph and constants (texts) |
/// | flags | one byte: 1 alone, 2 the run goes on after a failure, 4 a parcel follows, 8 the run's parallelism is bounded |
/// | limits | lease, dispatch, retention, hard end, loss window (durations); poison limit; if it is bounded, parallelism |
/// | deadline | signed microseconds |
/// | claims | number of them; each: task and k, both as the signed difference to the one before |
/// | parcel | graph, constants: the number of their bytes, and these |
/// | end | CRC-32C of all before, four bytes, the highest first |
///
/// What is read is trusted as little as any input: head and check sum are looked at before anything
/// else, counts before anything is allocated for them.
final class InvocationFormat {
    /// Most bytes of one invocation.
    static final int MAX_BYTES = 16 * 1024 * 1024;

    /// Most claims of one invocation; more are several invocations.
    static final int MAX_CLAIMS = 1 << 18;

    /// With this and as many claims as there may be, an invocation stays below [#MAX_BYTES].
    private static final int MAX_PARCEL_BYTES = 8 * 1024 * 1024;

    private static final int MAGIC = 'W' << 24 | 'E' << 16 | 'F' << 8 | 'I';
    private static final int VERSION = 2;
    private static final int PLACE_OF_LENGTH = Integer.BYTES + 1;
    private static final int MIN_BYTES = PLACE_OF_LENGTH + 2 * Integer.BYTES;
    private static final int MAX_NAME_BYTES = 1024;
    private static final int ALONE = 1;
    private static final int GO_ON = 2;
    private static final int PARCEL = 4;
    private static final int BOUNDED = 8;
    private static final int ALL_FLAGS = 15;

    private InvocationFormat() {}

    /// A parcel that is too large is left out: the worker then asks the graph store.
    ///
    /// @throws IllegalArgumentException if there are more than [#MAX_CLAIMS] claims
    static byte[] encode(Invocation invocation) {
        int claims = invocation.claims().size();
        require(claims <= MAX_CLAIMS, "claims must be at most %d, was %d", MAX_CLAIMS, claims);
        Optional<Parcel> parcel =
                invocation.parcel().filter(each -> bytes(each) <= MAX_PARCEL_BYTES);
        long parcelBytes = parcel.map(InvocationFormat::bytes).orElse(0L);
        InvocationOutput out = new InvocationOutput(512 + 6 * claims + (int) parcelBytes);
        out.fourBytes(MAGIC);
        out.one(VERSION);
        out.fourBytes(0); // the length, at the end
        out.text(invocation.run().id().value());
        out.eightBytes(invocation.run().incarnation());
        out.number(invocation.epoch());
        out.text(invocation.code().archive());
        out.text(invocation.code().graph());
        out.text(invocation.code().constants());
        out.one(flags(invocation, parcel.isPresent()));
        write(invocation.limits(), out);
        out.signed(invocation.nextDeadlineMicros());
        write(invocation.claims(), out);
        parcel.ifPresent(each -> write(each, out));
        return out.finish(PLACE_OF_LENGTH);
    }

    private static long bytes(Parcel parcel) {
        return (long) parcel.graph().length + parcel.constants().length;
    }

    private static int flags(Invocation invocation, boolean hasParcel) {
        return (invocation.alone() ? ALONE : 0)
                | (invocation.limits().goOn() ? GO_ON : 0)
                | (hasParcel ? PARCEL : 0)
                | (invocation.limits().isBounded() ? BOUNDED : 0);
    }

    private static void write(RunLimits limits, InvocationOutput out) {
        out.duration(limits.lease());
        out.duration(limits.dispatch());
        out.duration(limits.retention());
        out.duration(limits.hardEnd());
        out.duration(limits.lossWindow());
        out.number(limits.poisonLimit());
        if (limits.isBounded()) {
            out.number(limits.parallelism());
        }
    }

    private static void write(List<Claim> claims, InvocationOutput out) {
        out.number(claims.size());
        int task = 0;
        long k = 0;
        for (Claim claim : claims) {
            out.signed((long) claim.task() - task);
            out.signed(claim.k() - k);
            task = claim.task();
            k = claim.k();
        }
    }

    private static void write(Parcel parcel, InvocationOutput out) {
        out.block(parcel.graph());
        out.block(parcel.constants());
    }

    /// @throws InvocationFormatException if these bytes are no invocation that this version can read
    static Invocation decode(byte[] bytes) {
        InvocationInput in = new InvocationInput(bytes);
        readHead(in, bytes.length);
        try {
            return read(in);
        } catch (IllegalArgumentException e) { // from the constructors of what is in it
            throw new InvocationFormatException(
                    "invocation must hold valid values: " + e.getMessage(), e);
        }
    }

    private static void readHead(InvocationInput in, int length) {
        check(
                length <= MAX_BYTES,
                "invocation must have at most %d bytes, was %d",
                MAX_BYTES,
                length);
        check(
                length >= MIN_BYTES && in.fourBytes() == MAGIC,
                "message must begin as an invocation of Weft, did not (it has %d bytes)",
                length);
        int version = in.one();
        check(
                version == VERSION,
                "format version of an invocation must be %d, was %d; it was written by another"
                        + " version of Weft: let client, gateway and workers have the same",
                VERSION,
                version);
        int said = in.fourBytes();
        check(
                said == length,
                "invocation must have %d bytes as it says, had %d: it was truncated or altered",
                said,
                length);
        in.requireCheckSum();
    }

    private static Invocation read(InvocationInput in) {
        RunId id = new RunId(in.text(MAX_NAME_BYTES, "run id"));
        RunKey run = new RunKey(id, in.eightBytes());
        int epoch = in.upTo(Integer.MAX_VALUE, "epoch");
        RunCode code =
                new RunCode(
                        in.text(MAX_NAME_BYTES, "archive"),
                        in.text(MAX_NAME_BYTES, "graph name"),
                        in.text(MAX_NAME_BYTES, "constants name"));
        int flags = in.one();
        check((flags & ~ALL_FLAGS) == 0, "flags must be in 0..%d, was %d", ALL_FLAGS, flags);
        RunLimits limits = readLimits(in, (flags & GO_ON) != 0, (flags & BOUNDED) != 0);
        long deadline = in.signed();
        List<Claim> claims = readClaims(in);
        Optional<Parcel> parcel =
                (flags & PARCEL) == 0
                        ? Optional.empty()
                        : Optional.of(new Parcel(in.block("graph"), in.block("constants")));
        check(
                in.left() == 0,
                "invocation must end after its content, had %d bytes more",
                in.left());
        return new Invocation(
                run, epoch, code, limits, claims, deadline, (flags & ALONE) != 0, parcel);
    }

    private static RunLimits readLimits(InvocationInput in, boolean goOn, boolean bounded) {
        Duration lease = in.duration("lease");
        Duration dispatch = in.duration("dispatch");
        Duration retention = in.duration("retention");
        Duration hardEnd = in.duration("hard end");
        Duration lossWindow = in.duration("loss window");
        int poisonLimit = in.upTo(Integer.MAX_VALUE, "poison limit");
        int parallelism = bounded ? in.upTo(Integer.MAX_VALUE, "parallelism") : 0;
        check(bounded == parallelism > 0, "parallelism must be >= 1, was %d", parallelism);
        return new RunLimits(
                lease, dispatch, retention, hardEnd, poisonLimit, goOn, lossWindow, parallelism);
    }

    private static List<Claim> readClaims(InvocationInput in) {
        // Each takes two bytes at least.
        int count = in.upTo(Math.min(MAX_CLAIMS, in.left() / 2), "number of claims");
        List<Claim> claims = new ArrayList<>(count);
        long task = 0;
        long k = 0;
        for (int i = 0; i < count; i++) {
            task += in.signed();
            check(task >= 0 && task <= Integer.MAX_VALUE, "task must be >= 0, was %d", task);
            k += in.signed();
            claims.add(new Claim((int) task, k));
        }
        return claims;
    }
}
