package dev.weft.kryo;

import java.lang.reflect.Array;
import org.jspecify.annotations.Nullable;

/// Arrays of objects and of arrays: dimensions, the innermost type, the elements.
final class ArrayForm extends Form {
    private static final int MAX_DIMENSIONS = 255;

    @Override
    void write(ValueKryo kryo, ValueOutput output, Object value) {
        Class<?> element = value.getClass().getComponentType();
        int arrays = 0;
        while (element.isArray() && !element.getComponentType().isPrimitive()) {
            element = element.getComponentType();
            arrays++;
        }
        output.writeByte(arrays);
        kryo.writeType(output, element);
        writeElements(kryo, output, (Object[]) value);
    }

    static void writeElements(ValueKryo kryo, ValueOutput output, @Nullable Object[] elements) {
        output.writeVarInt(elements.length, true);
        int i = 0;
        try {
            for (; i < elements.length; i++) {
                kryo.writeClassAndObject(output, elements[i]);
            }
        } catch (Refusal refusal) {
            throw refusal.within("[" + i + "]");
        }
    }

    @Override
    Object read(ValueKryo kryo, ValueInput input) {
        int arrays = input.readByte() & MAX_DIMENSIONS;
        Class<?> element = kryo.readType(input);
        for (int i = 0; i < arrays; i++) {
            element = element.arrayType();
        }
        int length = input.readElements();
        @Nullable Object[] elements = (Object[]) Array.newInstance(element, length);
        kryo.publish(elements);
        for (int i = 0; i < length; i++) {
            int slot = i;
            ValueKryo.deliver(kryo.readClassAndObject(input), e -> elements[slot] = e);
        }
        return elements;
    }
}
