package dev.weft.kryo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.weft.kryo.Samples.Pair;
import dev.weft.kryo.Samples.Point;
import dev.weft.spi.CannotDecodeException;
import dev.weft.spi.ValueCodec;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Damaged and forged bytes give an error or a value of allowed types, in bounded time and memory.
class ForgedBytesTest {
    private static final int VALUES = 1_500;
    private static final int CHANGES = 12;
    private final ValueCodec codec =
            new KryoValueCodecProvider().open(ForgedBytesTest.class.getClassLoader());

    private void refused(byte[] bytes, String reason) {
        assertThatExceptionOfType(CannotDecodeException.class)
                .isThrownBy(() -> codec.decode(bytes))
                .withMessageContaining(reason);
    }

    @Test
    void damagedBytesGiveAnErrorOrAValueThatCanBeEncoded() {
        long seed = Long.getLong("weft.seed", 5L);
        int errors = 0;
        for (int i = 0; i < VALUES; i++) {
            Random random = new Random(seed + i);
            byte[] bytes = codec.encode(value(random));
            for (int change = 0; change < CHANGES; change++) {
                errors += survives(damaged(bytes, random), "-Dweft.seed=" + (seed + i)) ? 0 : 1;
            }
        }
        assertThat(errors).isGreaterThan(VALUES);
    }

    private static @Nullable Object value(Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> Samples.holders().get(random.nextInt(Samples.holders().size()));
            case 1 -> Samples.arrays().get(random.nextInt(Samples.arrays().size()));
            default -> Samples.any(random, 4);
        };
    }

    private static byte[] damaged(byte[] bytes, Random random) {
        byte[] copy = bytes.clone();
        switch (random.nextInt(4)) {
            case 0 -> copy = Arrays.copyOf(copy, random.nextInt(copy.length));
            case 1 -> copy[random.nextInt(copy.length)] = (byte) random.nextInt();
            case 2 -> copy[random.nextInt(copy.length)] ^= (byte) (1 << random.nextInt(8));
            default -> {
                int at = random.nextInt(copy.length);
                Arrays.fill(copy, at, Math.min(copy.length, at + 5), (byte) 0xFF);
            }
        }
        return copy;
    }

    /// The error, if there is one, is the right one; a value can be encoded.
    private boolean survives(byte[] bytes, String replay) {
        Object value;
        try {
            value = codec.decode(bytes);
        } catch (CannotDecodeException expected) {
            return false;
        }
        try {
            codec.encode(value);
        } catch (RuntimeException e) {
            throw new AssertionError(replay, e);
        }
        return true;
    }

    @Test
    void anUnknownFormatVersionIsRefusedByName() {
        byte[] bytes = codec.encode(1);
        bytes[0] = 9;
        refused(bytes, "format version of an encoded value must be 1, was 9");
        refused(new byte[0], "at least 2 bytes");
    }

    /// Bytes of format 1 that go on with a type by name.
    private static byte[] naming(String type) {
        ValueOutput output = new ValueOutput();
        output.writeByte(KryoValueCodec.VERSION);
        output.writeByte(Plain.GRAPH);
        output.writeByte(2);
        output.writeString(type);
        output.writeInt(0);
        return output.toBytes();
    }

    /// Remembers that classes were initialised.
    static final List<String> INITIALISED = new ArrayList<>();

    static final class Planted extends Thread {
        static {
            INITIALISED.add("Planted");
        }
    }

    static final class PlantedForm implements java.io.Serializable {
        private static final long serialVersionUID = 1;

        static {
            INITIALISED.add("PlantedForm");
        }

        private Object readResolve() {
            INITIALISED.add("readResolve");
            return this;
        }
    }

    @Test
    void aForgedNameCreatesNothingAndInitialisesNothing() {
        for (String name :
                List.of(
                        Planted.class.getName(),
                        PlantedForm.class.getName(),
                        "java.lang.Thread",
                        "java.lang.Runtime",
                        "java.lang.ProcessBuilder",
                        "java.util.ServiceLoader",
                        "javax.script.ScriptEngineManager",
                        "sun.misc.Unsafe",
                        "java.lang.Class",
                        "java.util.List",
                        "java.lang.String",
                        "[Ljava.lang.String;",
                        "int",
                        "",
                        "../x",
                        "no.such.Type",
                        "dev.weft.kryo.KryoValueCodec",
                        "dev.weft.spi.ValueCodec",
                        "java.lang.Object")) {
            refused(naming(name), "cannot be decoded");
        }
        assertThat(INITIALISED).isEmpty();
    }

    @Test
    void forgedLengthsAllocateNothing() {
        for (int code = 3; code < 100; code++) {
            ValueOutput output = new ValueOutput();
            output.writeByte(KryoValueCodec.VERSION);
            output.writeByte(Plain.GRAPH);
            output.writeByte(code);
            output.writeVarInt(Integer.MAX_VALUE, true);
            output.writeVarInt(Integer.MAX_VALUE, true);
            output.writeVarInt(Integer.MAX_VALUE, true);
            survives(output.toBytes(), "code " + code);
        }
        // Each list says that all the bytes that follow are its elements.
        ValueOutput nested = new ValueOutput();
        nested.writeByte(KryoValueCodec.VERSION);
        nested.writeByte(Plain.GRAPH);
        for (int i = 0; i < 500; i++) {
            nested.writeByte(53);
            nested.writeVarInt(4 << 20, true);
        }
        nested.writeBytes(new byte[5 << 20]);
        refused(nested.toBytes(), "elements do not fit the bytes");
    }

    @Test
    void veryDeepBytesAreRefusedByName() {
        ValueOutput output = new ValueOutput();
        output.writeByte(KryoValueCodec.VERSION);
        output.writeByte(Plain.GRAPH);
        for (int i = 0; i < 100_000; i++) {
            output.writeByte(53);
            output.writeByte(1);
        }
        output.writeByte(0);
        refused(output.toBytes(), "nested deeper");
    }

    @Test
    void bytesOfAChangedClassAreRefused() {
        byte[] bytes = codec.encode(List.of(new Point(1, "x")));
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        int shape = text.indexOf("Point") + "Point".length();
        bytes[shape] ^= 1;
        refused(bytes, "has other fields here");
    }

    @Test
    void anObjectOfTheWrongTypeInAFieldIsRefused() {
        byte[] bytes = codec.encode(new Pair<>(new Point(1, "x"), null));
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        bytes[text.lastIndexOf("x") - 2] = 13; // a string's code becomes that of boolean[]
        refused(bytes, "cannot be decoded");
    }
}
