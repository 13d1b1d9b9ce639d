package dev.weft.kryo;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/// Values that need no Kryo: two bytes (version, tag), then the content in fixed width,
/// little-endian. The tags are part of format version 1.
final class Plain {
    static final byte GRAPH = 0;
    private static final byte NULL = 1;
    private static final byte FALSE = 2;
    private static final byte TRUE = 3;
    private static final byte BYTE = 4;
    private static final byte SHORT = 5;
    private static final byte CHAR = 6;
    private static final byte INT = 7;
    private static final byte LONG = 8;
    private static final byte FLOAT = 9;
    private static final byte DOUBLE = 10;
    private static final byte STRING = 11; // and 12, 13: by Text's form
    private static final byte BYTES = 16;
    private static final byte BOOLEANS = 17;
    private static final byte SHORTS = 18;
    private static final byte CHARS = 19;
    private static final byte INTS = 20;
    private static final byte LONGS = 21;
    private static final byte FLOATS = 22;
    private static final byte DOUBLES = 23;

    private static final int HEAD = 2;
    private static final VarHandle SHORT_AT = at(short[].class);
    private static final VarHandle INT_AT = at(int[].class);
    private static final VarHandle LONG_AT = at(long[].class);

    private Plain() {}

    private static VarHandle at(Class<?> array) {
        return MethodHandles.byteArrayViewVarHandle(array, ByteOrder.LITTLE_ENDIAN);
    }

    /// @return nothing if the value is not plain
    static byte @Nullable [] encode(@Nullable Object value) {
        return switch (value) {
            case null -> head(NULL, 0);
            case String text -> text(text);
            case Integer i -> withInt(INT, i);
            case Long l -> withLong(LONG, l);
            case Double d -> withLong(DOUBLE, Double.doubleToRawLongBits(d));
            case Boolean b -> head(b ? TRUE : FALSE, 0);
            case Float f -> withInt(FLOAT, Float.floatToRawIntBits(f));
            case Short s -> withShort(SHORT, s);
            case Character c -> withShort(CHAR, (short) (char) c);
            case Byte b -> {
                byte[] bytes = head(BYTE, 1);
                bytes[HEAD] = b;
                yield bytes;
            }
            default -> value.getClass().isArray() ? array(value) : null;
        };
    }

    private static byte @Nullable [] array(Object value) {
        byte tag =
                switch (value) {
                    case byte[] _ -> BYTES;
                    case boolean[] _ -> BOOLEANS;
                    case short[] _ -> SHORTS;
                    case char[] _ -> CHARS;
                    case int[] _ -> INTS;
                    case long[] _ -> LONGS;
                    case float[] _ -> FLOATS;
                    case double[] _ -> DOUBLES;
                    default -> GRAPH;
                };
        if (tag == GRAPH) {
            return null;
        }
        byte[] bytes = head(tag, PrimitiveArrays.size(value));
        PrimitiveArrays.put(value, bytes, HEAD);
        return bytes;
    }

    private static byte[] text(String text) {
        int form = Text.form(text);
        if (form == Text.LATIN1) {
            byte[] bytes = head(STRING, text.length());
            Text.putLatin1(text, bytes, HEAD);
            return bytes;
        }
        byte[] wide = Text.wideBytes(text, form);
        byte[] bytes = head((byte) (STRING + form), wide.length);
        System.arraycopy(wide, 0, bytes, HEAD, wide.length);
        return bytes;
    }

    private static byte[] withShort(byte tag, short content) {
        byte[] bytes = head(tag, Short.BYTES);
        SHORT_AT.set(bytes, HEAD, content);
        return bytes;
    }

    private static byte[] withInt(byte tag, int content) {
        byte[] bytes = head(tag, Integer.BYTES);
        INT_AT.set(bytes, HEAD, content);
        return bytes;
    }

    private static byte[] withLong(byte tag, long content) {
        byte[] bytes = head(tag, Long.BYTES);
        LONG_AT.set(bytes, HEAD, content);
        return bytes;
    }

    private static byte[] head(byte tag, long content) {
        if (content > KryoValueCodec.MAX_BYTES) {
            throw new Refusal(KryoValueCodec.TOO_LARGE.formatted(content));
        }
        byte[] bytes = new byte[(int) content + HEAD];
        bytes[0] = KryoValueCodec.VERSION;
        bytes[1] = tag;
        return bytes;
    }

    /// @throws IllegalArgumentException if tag or length are no plain value's
    static @Nullable Object decode(byte[] bytes) {
        int size = bytes.length - HEAD;
        return switch (bytes[1]) {
            case NULL -> exactly(size, 0, null);
            case FALSE -> exactly(size, 0, false);
            case TRUE -> exactly(size, 0, true);
            case BYTE -> size == 1 ? (Object) bytes[HEAD] : wrong(size);
            case SHORT ->
                    size == Short.BYTES ? (Object) (short) SHORT_AT.get(bytes, HEAD) : wrong(size);
            case CHAR ->
                    size == 2 ? (Object) (char) (short) SHORT_AT.get(bytes, HEAD) : wrong(size);
            case INT ->
                    size == Integer.BYTES ? (Object) (int) INT_AT.get(bytes, HEAD) : wrong(size);
            case LONG ->
                    size == Long.BYTES ? (Object) (long) LONG_AT.get(bytes, HEAD) : wrong(size);
            case FLOAT ->
                    size == 4
                            ? (Object) Float.intBitsToFloat((int) INT_AT.get(bytes, HEAD))
                            : wrong(size);
            case DOUBLE ->
                    size == 8
                            ? (Object) Double.longBitsToDouble((long) LONG_AT.get(bytes, HEAD))
                            : wrong(size);
            case STRING, STRING + Text.UTF8 -> Text.of(bytes[1] - STRING, bytes, HEAD, size);
            case STRING + Text.UTF16 -> Text.of(Text.UTF16, bytes, HEAD, whole(size, 2) * 2);
            case BYTES -> filled(new byte[size], bytes);
            case BOOLEANS -> filled(new boolean[size], bytes);
            case SHORTS -> filled(new short[whole(size, Short.BYTES)], bytes);
            case CHARS -> filled(new char[whole(size, Character.BYTES)], bytes);
            case INTS -> filled(new int[whole(size, Integer.BYTES)], bytes);
            case LONGS -> filled(new long[whole(size, Long.BYTES)], bytes);
            case FLOATS -> filled(new float[whole(size, Float.BYTES)], bytes);
            case DOUBLES -> filled(new double[whole(size, Double.BYTES)], bytes);
            default ->
                    throw new IllegalArgumentException("the tag %d is unknown".formatted(bytes[1]));
        };
    }

    private static Object filled(Object array, byte[] from) {
        PrimitiveArrays.take(array, from, HEAD);
        return array;
    }

    private static @Nullable Object exactly(int size, int expected, @Nullable Object value) {
        return size == expected ? value : wrong(size);
    }

    private static int whole(int size, int width) {
        if (size % width != 0) {
            throw new IllegalArgumentException("%d bytes are no whole elements".formatted(size));
        }
        return size / width;
    }

    private static Object wrong(int size) {
        throw new IllegalArgumentException("%d bytes do not fit the tag".formatted(size));
    }
}
