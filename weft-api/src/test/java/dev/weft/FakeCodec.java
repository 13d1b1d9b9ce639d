package dev.weft;

import dev.weft.spi.CannotDecodeException;
import dev.weft.spi.CannotEncodeException;
import dev.weft.spi.ValueCodec;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.NotSerializableException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/// A codec by Java's own serialization, enough for the API's tests.
final class FakeCodec implements ValueCodec {
    int encoded;

    @Override
    public byte[] encode(@Nullable Object value) {
        encoded++;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(value);
        } catch (NotSerializableException e) {
            throw new CannotEncodeException("value", e.getMessage() + " is no data");
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return bytes.toByteArray();
    }

    @Override
    @SuppressWarnings("BanSerializableRead") // its own bytes
    public @Nullable Object decode(byte[] bytes) {
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes))) {
            return in.readObject();
        } catch (IOException | ClassNotFoundException e) {
            throw new CannotDecodeException("bytes must be serialized data", e);
        }
    }

    @Override
    public boolean isImmutable(@Nullable Object value) {
        return Constants.isScalar(value);
    }

    @Override
    public long digest(byte[] bytes) {
        CRC32 crc = new CRC32();
        crc.update(bytes);
        return crc.getValue() | 1L << 40;
    }
}
