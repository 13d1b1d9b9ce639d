package dev.weft.kryo;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// Primitive arrays as little-endian bytes, copied once and in bulk.
final class PrimitiveArrays {
    private PrimitiveArrays() {}

    /// @return the number of bytes of the elements, or -1 if it is not an array of primitives
    static long size(Object value) {
        return switch (value) {
            case byte[] a -> a.length;
            case boolean[] a -> a.length;
            case short[] a -> (long) a.length * Short.BYTES;
            case char[] a -> (long) a.length * Character.BYTES;
            case int[] a -> (long) a.length * Integer.BYTES;
            case float[] a -> (long) a.length * Float.BYTES;
            case long[] a -> (long) a.length * Long.BYTES;
            case double[] a -> (long) a.length * Double.BYTES;
            default -> -1;
        };
    }

    static void put(Object array, byte[] to, int at) {
        switch (array) {
            case byte[] a -> System.arraycopy(a, 0, to, at, a.length);
            case boolean[] a -> {
                for (int i = 0; i < a.length; i++) {
                    to[at + i] = a[i] ? (byte) 1 : 0;
                }
            }
            case short[] a -> view(to, at).asShortBuffer().put(a);
            case char[] a -> view(to, at).asCharBuffer().put(a);
            case int[] a -> view(to, at).asIntBuffer().put(a);
            case float[] a -> view(to, at).asFloatBuffer().put(a);
            case long[] a -> view(to, at).asLongBuffer().put(a);
            case double[] a -> view(to, at).asDoubleBuffer().put(a);
            default -> throw new IllegalArgumentException("not primitive: " + array.getClass());
        }
    }

    /// Fills a new array of the right length from bytes.
    static void take(Object array, byte[] from, int at) {
        switch (array) {
            case byte[] a -> System.arraycopy(from, at, a, 0, a.length);
            case boolean[] a -> {
                for (int i = 0; i < a.length; i++) {
                    a[i] = from[at + i] != 0;
                }
            }
            case short[] a -> view(from, at).asShortBuffer().get(a);
            case char[] a -> view(from, at).asCharBuffer().get(a);
            case int[] a -> view(from, at).asIntBuffer().get(a);
            case float[] a -> view(from, at).asFloatBuffer().get(a);
            case long[] a -> view(from, at).asLongBuffer().get(a);
            case double[] a -> view(from, at).asDoubleBuffer().get(a);
            default -> throw new IllegalArgumentException("not primitive: " + array.getClass());
        }
    }

    private static ByteBuffer view(byte[] bytes, int at) {
        return ByteBuffer.wrap(bytes, at, bytes.length - at).slice().order(ByteOrder.LITTLE_ENDIAN);
    }
}
