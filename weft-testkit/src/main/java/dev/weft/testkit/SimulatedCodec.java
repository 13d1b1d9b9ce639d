package dev.weft.testkit;

import dev.weft.model.Absent;
import dev.weft.model.ErrorCode;
import dev.weft.spi.CannotDecodeException;
import dev.weft.spi.CannotEncodeException;
import dev.weft.spi.ValueCodec;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Encodes what simulated tasks exchange: [SimulatedValue]s, lists and records of them, and numbers and text as
/// constants.
final class SimulatedCodec implements ValueCodec {
    private static final byte NUMBER = 1;
    private static final byte VALUE = 2;
    private static final byte LONG = 3;
    private static final byte LIST = 4;
    private static final byte ABSENT = 5;
    private static final byte VALUE_WITH_ID = 6;
    private static final byte DOUBLE = 7;
    private static final byte TEXT = 8;
    private static final byte ERROR_CODE = 9;
    private static final byte RECORD = 10;

    @Override
    public byte[] encode(@Nullable Object value) {
        return switch (value) {
            case Integer number -> ByteBuffer.allocate(5).put(NUMBER).putInt(number).array();
            case Long number -> ByteBuffer.allocate(9).put(LONG).putLong(number).array();
            case SimulatedValue v when v.task >= 0 ->
                    ByteBuffer.allocate(17 + v.weightBytes)
                            .put(VALUE)
                            .putInt(v.task)
                            .putLong(v.hash)
                            .putInt(v.weightBytes)
                            .array();
            case SimulatedValue v ->
                    ByteBuffer.allocate(21 + v.weightBytes)
                            .put(VALUE_WITH_ID)
                            .putLong(v.id)
                            .putLong(v.hash)
                            .putInt(v.weightBytes)
                            .array();
            case List<?> list -> encode(list);
            case Absent.Nothing _ -> new byte[] {ABSENT};
            case Double number -> ByteBuffer.allocate(9).put(DOUBLE).putDouble(number).array();
            case String text -> encode(TEXT, text);
            case ErrorCode code -> encode(ERROR_CODE, code.name());
            case Record tuple -> encode(tuple);
            case null, default -> throw new CannotEncodeException("value", "is not simulated");
        };
    }

    private static byte[] encode(byte tag, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(5 + bytes.length)
                .put(tag)
                .putInt(bytes.length)
                .put(bytes)
                .array();
    }

    /// As the list of its class and its components: among them are records of the engine's own.
    private byte[] encode(Record tuple) {
        List<@Nullable Object> parts = new ArrayList<>();
        parts.add(tuple.getClass().getName());
        try {
            for (RecordComponent component : tuple.getClass().getRecordComponents()) {
                component.getAccessor().setAccessible(true);
                parts.add(component.getAccessor().invoke(tuple));
            }
        } catch (ReflectiveOperationException e) {
            throw new CannotEncodeException("value", "is no record that can be read");
        }
        byte[] list = encode(parts);
        list[0] = RECORD;
        return list;
    }

    private static Object record(ByteBuffer buffer) {
        List<Object> parts = list(buffer);
        try {
            Constructor<?> constructor =
                    Class.forName((String) parts.getFirst()).getDeclaredConstructors()[0];
            constructor.setAccessible(true);
            return constructor.newInstance(parts.subList(1, parts.size()).toArray());
        } catch (ReflectiveOperationException e) {
            throw new CannotDecodeException("not a record that is known", e);
        }
    }

    private static List<Object> list(ByteBuffer buffer) {
        int size = buffer.getInt();
        List<Object> list = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            list.add(decode(buffer));
        }
        return list;
    }

    private static String text(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.getInt()];
        buffer.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private byte[] encode(List<?> list) {
        List<byte[]> items = new ArrayList<>();
        int size = 5;
        for (Object item : list) {
            byte[] bytes = encode(item);
            items.add(bytes);
            size += bytes.length;
        }
        ByteBuffer all = ByteBuffer.allocate(size).put(LIST).putInt(items.size());
        items.forEach(all::put);
        return all.array();
    }

    @Override
    public Object decode(byte[] bytes) {
        try {
            return decode(ByteBuffer.wrap(bytes));
        } catch (BufferUnderflowException e) {
            throw new CannotDecodeException("a truncated value", e);
        }
    }

    private static Object decode(ByteBuffer buffer) {
        return switch (buffer.get()) {
            case NUMBER -> buffer.getInt();
            case LONG -> buffer.getLong();
            case VALUE ->
                    weighing(
                            new SimulatedValue(buffer.getInt(), buffer.getLong(), buffer.getInt()),
                            buffer);
            case VALUE_WITH_ID ->
                    weighing(
                            SimulatedValue.of(buffer.getLong(), buffer.getLong(), buffer.getInt()),
                            buffer);
            case LIST -> list(buffer);
            case DOUBLE -> buffer.getDouble();
            case TEXT -> text(buffer);
            case ERROR_CODE -> ErrorCode.valueOf(text(buffer));
            case RECORD -> record(buffer);
            case ABSENT -> Absent.Nothing.NOTHING;
            default -> throw new CannotDecodeException("not a simulated value", null);
        };
    }

    private static SimulatedValue weighing(SimulatedValue value, ByteBuffer buffer) {
        if (buffer.remaining() < value.weightBytes) {
            throw new BufferUnderflowException();
        }
        buffer.position(buffer.position() + value.weightBytes);
        return value;
    }

    @Override
    public boolean isImmutable(@Nullable Object value) {
        return value instanceof Number || value instanceof String || value instanceof Absent;
    }

    @Override
    public long digest(byte[] bytes) {
        long digest = 1;
        for (byte b : bytes) {
            digest = digest * 0x100000001B3L + b;
        }
        return digest == 0 ? 1 : digest;
    }
}
