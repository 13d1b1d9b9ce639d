package dev.weft.kryo;

import java.lang.reflect.Array;

/// Arrays: of primitives in bulk, of objects element by element.
final class JdkArrays {
    private JdkArrays() {}

    static void addTo(JdkTypes types) {
        types.add(12, new Primitives(byte.class, Byte.BYTES), byte[].class);
        types.add(13, new Primitives(boolean.class, 1), boolean[].class);
        types.add(14, new Primitives(short.class, Short.BYTES), short[].class);
        types.add(15, new Primitives(char.class, Character.BYTES), char[].class);
        types.add(16, new Primitives(int.class, Integer.BYTES), int[].class);
        types.add(17, new Primitives(long.class, Long.BYTES), long[].class);
        types.add(18, new Primitives(float.class, Float.BYTES), float[].class);
        types.add(19, new Primitives(double.class, Double.BYTES), double[].class);
        types.add(20, new ArrayForm(), Object[].class);
    }

    private static final class Primitives extends Form {
        private final Class<?> element;
        private final int width;

        Primitives(Class<?> element, int width) {
            this.element = element;
            this.width = width;
        }

        @Override
        void write(ValueKryo kryo, ValueOutput output, Object value) {
            output.writePrimitives(value, Array.getLength(value));
        }

        @Override
        Object read(ValueKryo kryo, ValueInput input) {
            int length = input.readPrimitives(width);
            return input.fill(Array.newInstance(element, length), length * width);
        }
    }
}
