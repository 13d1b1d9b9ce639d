package dev.weft.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads what a script has encoded with `cmsgpack`, value by value; what is not what was asked for
/// is an [IllegalStateException].
final class Unpack {
    private static final int FALSE = 0xc2;
    private static final int TRUE = 0xc3;

    private final ByteBuffer in;

    Unpack(byte[] bytes) {
        in = ByteBuffer.wrap(bytes);
    }

    /// The number of elements of an array, which follow.
    int array() {
        int type = type();
        if (type >= 0x90 && type <= 0x9f) {
            return type & 0xf;
        }
        return switch (type) {
            case 0xdc -> in.getShort() & 0xffff;
            case 0xdd -> in.getInt();
            default -> throw unexpected("an array", type);
        };
    }

    long number() {
        int type = type();
        if (type < 0x80) {
            return type;
        }
        return switch (type) {
            case 0xcc -> in.get() & 0xff;
            case 0xcd -> in.getShort() & 0xffff;
            case 0xce -> in.getInt() & 0xffffffffL;
            case 0xcf, 0xd3 -> in.getLong();
            case 0xd0 -> in.get();
            case 0xd1 -> in.getShort();
            case 0xd2 -> in.getInt();
            default -> {
                if (type >= 0xe0) {
                    yield (byte) type;
                }
                throw unexpected("a number", type);
            }
        };
    }

    int integer() {
        return Math.toIntExact(number());
    }

    boolean flag() {
        int type = type();
        return switch (type) {
            case FALSE -> false;
            case TRUE -> true;
            default -> throw unexpected("a flag", type);
        };
    }

    /// Whether the next value is `false`; it is taken then.
    boolean isFalse() {
        boolean found = (in.get(in.position()) & 0xff) == FALSE;
        if (found) {
            in.get();
        }
        return found;
    }

    byte[] string() {
        byte[] bytes = new byte[length()];
        in.get(bytes);
        return bytes;
    }

    byte @Nullable [] stringOrFalse() {
        return isFalse() ? null : string();
    }

    String text() {
        return new String(string(), UTF_8);
    }

    List<String> texts() {
        int count = array();
        List<String> texts = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            texts.add(text());
        }
        return texts;
    }

    List<byte[]> strings() {
        int count = array();
        List<byte[]> strings = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            strings.add(string());
        }
        return strings;
    }

    Duration duration() {
        return Duration.ofSeconds(number(), number());
    }

    private int length() {
        int type = type();
        if (type >= 0xa0 && type <= 0xbf) {
            return type & 0x1f;
        }
        return switch (type) {
            case 0xd9 -> in.get() & 0xff;
            case 0xda -> in.getShort() & 0xffff;
            case 0xdb -> in.getInt();
            default -> throw unexpected("a string", type);
        };
    }

    private int type() {
        return in.get() & 0xff;
    }

    private static IllegalStateException unexpected(String wanted, int found) {
        return new IllegalStateException(
                "answer must have %s here, was 0x%x".formatted(wanted, found));
    }
}
