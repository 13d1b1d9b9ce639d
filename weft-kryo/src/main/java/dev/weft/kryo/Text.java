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

    private static final int LONG_TEXT = 64;

    private Text() {}

    static int form(String text) {
        int length = text.length();
        if (length > LONG_TEXT) {
            return formOfLong(text);
        }
        for (int i = 0; i < length; i++) {
            if (text.charAt(i) > 0xFF) {
                return wideForm(text);
            }
        }
        return LATIN1;
    }

    /// Tries the forms: the JDK copies and compares whole strings many times faster than a loop
    /// looks at characters.
    private static int formOfLong(String text) {
        if (text.equals(new String(text.getBytes(ISO_8859_1), ISO_8859_1))) {
            return LATIN1;
        }
        return wideForm(text);
    }

    private static int wideForm(String text) {
        return text.equals(new String(text.getBytes(UTF_8), UTF_8)) ? UTF8 : UTF16;
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
