package dev.weft.kryo;

import com.esotericsoftware.kryo.kryo5.util.Pool;
import dev.weft.spi.CannotDecodeException;
import dev.weft.spi.CannotEncodeException;
import dev.weft.spi.ValueCodec;
import java.util.ConcurrentModificationException;
import org.jspecify.annotations.Nullable;

/// The codec of [KryoValueCodecProvider]: a version, a tag, and what [Plain] or [ValueKryo] wrote.
final class KryoValueCodec implements ValueCodec {
    static final byte VERSION = 1;
    static final long MAX_BYTES = Integer.MAX_VALUE - 64L;
    static final String TOO_LARGE =
            "it takes %d bytes, and one value must stay below 2 GiB; split it over several tasks";
    static final String TOO_DEEP =
            "it is nested deeper than %d levels; use a list or an array for long chains";
    private static final int POOLED_PER_PROCESSOR = 2;

    private final TypeCatalog catalog;
    private final Pool<ValueKryo> kryos;

    KryoValueCodec(ClassLoader application) {
        catalog = new TypeCatalog(application);
        kryos = pool(catalog);
    }

    private static Pool<ValueKryo> pool(TypeCatalog catalog) {
        int bound = POOLED_PER_PROCESSOR * Runtime.getRuntime().availableProcessors();
        return new Pool<>(true, false, bound) {
            @Override
            protected ValueKryo create() {
                return new ValueKryo(catalog);
            }

            @Override
            protected void reset(ValueKryo kryo) {
                kryo.reset();
            }
        };
    }

    @Override
    public byte[] encode(@Nullable Object value) {
        try {
            byte[] plain = Plain.encode(value);
            return plain != null ? plain : encodeGraph(value);
        } catch (Refusal refusal) {
            throw refusal.asException();
        }
    }

    private byte[] encodeGraph(@Nullable Object value) {
        ValueKryo kryo = kryos.obtain();
        try {
            kryo.begin(new CanonicalOrder(kryos));
            kryo.output.writeByte(VERSION);
            kryo.output.writeByte(Plain.GRAPH);
            kryo.writeClassAndObject(kryo.output, value);
            return kryo.output.toBytes();
        } catch (StackOverflowError overflow) {
            throw new CannotEncodeException(
                    "value", "it is nested deeper than the stack allows; use a list or an array");
        } catch (ConcurrentModificationException modified) {
            throw new CannotEncodeException(
                    "value", "a collection in it was modified meanwhile; return a copy of it");
        } finally {
            kryos.free(kryo);
        }
    }

    @Override
    public @Nullable Object decode(byte[] bytes) {
        if (bytes.length < 2) {
            throw new CannotDecodeException(
                    "encoded value must have at least 2 bytes, had " + bytes.length, null);
        }
        if (bytes[0] != VERSION) {
            throw new CannotDecodeException(
                    ("format version of an encoded value must be %d, was %d: "
                                    + "it was written by another version of Weft, or is no value")
                            .formatted(VERSION, bytes[0]),
                    null);
        }
        try {
            return bytes[1] == Plain.GRAPH ? decodeGraph(bytes) : Plain.decode(bytes);
        } catch (RuntimeException | LinkageError | StackOverflowError problem) {
            throw new CannotDecodeException(
                    "%d bytes cannot be decoded: %s".formatted(bytes.length, described(problem)),
                    problem);
        }
    }

    private static String described(Throwable problem) {
        return switch (problem) {
            case StackOverflowError _ -> "they are nested deeper than the stack allows";
            case IndexOutOfBoundsException e -> "they are damaged (" + e.getMessage() + ")";
            default -> problem.getMessage() == null ? problem.toString() : problem.getMessage();
        };
    }

    private @Nullable Object decodeGraph(byte[] bytes) {
        ValueKryo kryo = kryos.obtain();
        try {
            kryo.input.open(bytes, 2);
            Object value = kryo.readClassAndObject(kryo.input);
            if (kryo.input.position() != bytes.length) {
                throw new IllegalArgumentException("there are bytes after the value");
            }
            return kryo.finished(value);
        } finally {
            kryos.free(kryo);
        }
    }

    @Override
    public boolean isImmutable(@Nullable Object value) {
        return Immutability.holds(value);
    }

    @Override
    public long digest(byte[] bytes) {
        long digest = Digest.of(bytes, 0, bytes.length);
        return digest == 0 ? 1 : digest;
    }
}
