package dev.weft.gateway;

import java.nio.charset.StandardCharsets;

/// The last bytes of a stream. Safe for many threads.
final class OutputTail {
    private final byte[] ring;
    private long written;

    OutputTail(int maxBytes) {
        ring = new byte[maxBytes];
    }

    synchronized void add(byte[] bytes, int length) {
        for (int i = Math.max(0, length - ring.length); i < length; i++) {
            ring[(int) ((written + i) % ring.length)] = bytes[i];
        }
        written += length;
    }

    /// What is left, from the beginning of a line on if something is missing.
    synchronized String text() {
        int size = (int) Math.min(written, ring.length);
        byte[] bytes = new byte[size];
        for (int i = 0; i < size; i++) {
            bytes[i] = ring[(int) ((written - size + i) % ring.length)];
        }
        String text = new String(bytes, StandardCharsets.UTF_8);
        if (written <= ring.length) {
            return text;
        }
        int line = text.indexOf('\n');
        return "…" + (line >= 0 && line < text.length() - 1 ? text.substring(line + 1) : text);
    }
}
