package dev.weft.kryo;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// The three forms of strings: one byte a character where all fit, else UTF-8, and UTF-16 for a
/// string with a lone surrogate, which UTF-8 would lose. The content alone decides.
final class Text {
    static final int LATIN1 = 0;
    static final int UTF8 = 1;
    static final int UTF16 = 2;

    private Text() {}

    static int form(String text) {
        int length = text.length();
        for (int i = 0; i < length; i++) {
            if (text.charAt(i) > 0xFF) {
                return wideForm(text, i);
            }
        }
        return LATIN1;
    }

    private static int wideForm(String text, int from) {
        int length = text.length();
        for (int i = from; i < length; i++) {
            char c = text.charAt(i);
            if (Character.isSurrogate(c)) {
                boolean pair =
                        Character.isHighSurrogate(c)
                                && i + 1 < length
                                && Character.isLowSurrogate(text.charAt(i + 1));
                if (!pair) {
                    return UTF16;
                }
                i++;
            }
        }
        return UTF8;
    }

    /// Writes the characters of a string whose form is [#LATIN1] without a copy in between.
    @SuppressWarnings("deprecation") // drops high bytes, which is right where there are none
    static void putLatin1(String text, byte[] to, int at) {
        text.getBytes(0, text.length(), to, at);
    }

    /// The bytes of a string of the other two forms.
    static byte[] wideBytes(String text, int form) {
        if (form == UTF8) {
            return text.getBytes(UTF_8);
        }
        byte[] bytes = new byte[Math.multiplyExact(text.length(), Character.BYTES)];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asCharBuffer().put(text);
        return bytes;
    }

    /// @throws IllegalArgumentException if the form is unknown
    static String of(int form, byte[] bytes, int at, int length) {
        return switch (form) {
            case LATIN1 -> new String(bytes, at, length, ISO_8859_1);
            case UTF8 -> new String(bytes, at, length, UTF_8);
            case UTF16 -> utf16(bytes, at, length);
            default -> throw new IllegalArgumentException("form of a string is unknown: " + form);
        };
    }

    private static String utf16(byte[] bytes, int at, int length) {
        char[] chars = new char[length / Character.BYTES];
        PrimitiveArrays.take(chars, bytes, at);
        return new String(chars);
    }
}
