package dev.weft.testkit;

import dev.weft.spi.CannotDecodeException;
import dev.weft.spi.CannotEncodeException;
import dev.weft.spi.ValueCodec;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// Encodes what simulated tasks exchange: [SimulatedValue]s, and task numbers as constants.
final class SimulatedCodec implements ValueCodec {
    private static final byte NUMBER = 1;
    private static final byte VALUE = 2;

    @Override
    public byte[] encode(@Nullable Object value) {
        return switch (value) {
            case Integer number -> ByteBuffer.allocate(5).put(NUMBER).putInt(number).array();
            case SimulatedValue v ->
                    ByteBuffer.allocate(17 + v.weightBytes)
                            .put(VALUE)
                            .putInt(v.task)
                            .putLong(v.hash)
                            .putInt(v.weightBytes)
                            .array();
            case null, default -> throw new CannotEncodeException("value", "is not simulated");
        };
    }

    @Override
    public Object decode(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        try {
            return switch (buffer.get()) {
                case NUMBER -> buffer.getInt();
                case VALUE ->
                        new SimulatedValue(buffer.getInt(), buffer.getLong(), buffer.getInt());
                default -> throw new CannotDecodeException("not a simulated value", null);
            };
        } catch (BufferUnderflowException e) {
            throw new CannotDecodeException("a truncated value", e);
        }
    }

    @Override
    public boolean isImmutable(@Nullable Object value) {
        return value instanceof Integer;
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
