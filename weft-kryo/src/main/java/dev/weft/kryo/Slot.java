package dev.weft.kryo;

import java.lang.reflect.Field;
import org.jspecify.annotations.Nullable;

/// A field of a record or a plain class. Primitive content goes without a type.
final class Slot {
    private final Field field;
    private final String step;
    private final Kind kind;

    private enum Kind {
        OBJECT,
        BOOLEAN,
        BYTE,
        SHORT,
        CHAR,
        INT,
        LONG,
        FLOAT,
        DOUBLE
    }

    Slot(Field field) {
        this.field = field;
        field.setAccessible(true);
        step = "." + field.getName();
        kind = kind(field.getType());
    }

    private static Kind kind(Class<?> type) {
        return type.isPrimitive()
                ? Kind.valueOf(type.getName().toUpperCase(java.util.Locale.ROOT))
                : Kind.OBJECT;
    }

    String name() {
        return field.getName();
    }

    /// A number that differs, nearly always, between slots that do not fit each other.
    static int shape(Slot[] slots) {
        int shape = slots.length;
        for (Slot slot : slots) {
            shape = 31 * shape + slot.field.getName().hashCode();
            shape = 31 * shape + slot.field.getType().getName().hashCode();
        }
        return shape;
    }

    void write(ValueKryo kryo, ValueOutput output, Object owner) {
        try {
            switch (kind) {
                case OBJECT -> writeObject(kryo, output, field.get(owner));
                case BOOLEAN -> output.writeBoolean(field.getBoolean(owner));
                case BYTE -> output.writeByte(field.getByte(owner));
                case SHORT -> output.writeShort(field.getShort(owner));
                case CHAR -> output.writeChar(field.getChar(owner));
                case INT -> output.writeVarInt(field.getInt(owner), false);
                case LONG -> output.writeVarLong(field.getLong(owner), false);
                case FLOAT -> output.writeFloat(field.getFloat(owner));
                case DOUBLE -> output.writeDouble(field.getDouble(owner));
            }
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    private void writeObject(ValueKryo kryo, ValueOutput output, @Nullable Object content) {
        try {
            kryo.writeClassAndObject(output, content);
        } catch (Refusal refusal) {
            throw refusal.within(step);
        }
    }

    @Nullable Object read(ValueKryo kryo, ValueInput input) {
        return switch (kind) {
            case OBJECT -> kryo.readClassAndObject(input);
            case BOOLEAN -> input.readBoolean();
            case BYTE -> input.readByte();
            case SHORT -> input.readShort();
            case CHAR -> input.readChar();
            case INT -> input.readVarInt(false);
            case LONG -> input.readVarLong(false);
            case FLOAT -> input.readFloat();
            case DOUBLE -> input.readDouble();
        };
    }

    @Nullable Object of(Object owner) {
        try {
            return field.get(owner);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    void set(Object owner, @Nullable Object content) {
        try {
            field.set(owner, content);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }
}
