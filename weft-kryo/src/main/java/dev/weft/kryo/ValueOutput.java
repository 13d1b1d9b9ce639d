package dev.weft.kryo;

import com.esotericsoftware.kryo.kryo5.io.Output;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/// A growing buffer that writes strings and primitive arrays in bulk.
final class ValueOutput extends Output {
    private static final int INITIAL_BYTES = 512;
    private static final int KEPT_BYTES = 2 << 20;

    ValueOutput() {
        super(INITIAL_BYTES, -1);
    }

    /// Makes it ready for another value; a buffer that one large value grew is given back.
    void clear() {
        if (buffer.length > KEPT_BYTES) {
            setBuffer(new byte[INITIAL_BYTES], -1);
        } else {
            reset();
        }
    }

    @Override
    public void writeString(@Nullable String text) {
        if (text == null) {
            throw new IllegalArgumentException("text must not be null");
        }
        int form = Text.form(text);
        if (form == Text.LATIN1) {
            int length = text.length();
            writeVarLong((long) length << 2, true);
            require(length);
            Text.putLatin1(text, buffer, position);
            position += length;
        } else {
            byte[] wide = Text.wideBytes(text, form);
            writeVarLong((long) wide.length << 2 | form, true);
            writeBytes(wide);
        }
    }

    void writePrimitives(Object array, int length) {
        writeVarInt(length, true);
        long size = PrimitiveArrays.size(array);
        if (size > KryoValueCodec.MAX_BYTES) {
            throw new Refusal(KryoValueCodec.TOO_LARGE.formatted(size));
        }
        require((int) size);
        PrimitiveArrays.put(array, buffer, position);
        position += (int) size;
    }

    void writeSized(byte[] bytes) {
        writeVarInt(bytes.length, true);
        writeBytes(bytes);
    }

    void writeInteger(BigInteger value) {
        writeSized(value.toByteArray());
    }
}
