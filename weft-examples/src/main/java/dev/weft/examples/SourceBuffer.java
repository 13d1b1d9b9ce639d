package dev.weft.examples;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/// Holds one file after the other, in one array that grows to the largest.
final class SourceBuffer {
    static final int LARGEST = 1 << 30;

    private byte[] bytes = new byte[1 << 20];

    byte[] bytes() {
        return bytes;
    }

    /// Reads all of a file.
    ///
    /// @return its length
    int fill(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return fill(in);
        }
    }

    /// Reads all of a file. It may be larger than its directory says, so that is not believed.
    ///
    /// @return its length
    int fill(InputStream in) throws IOException {
        int length = 0;
        while (true) {
            int read = in.read(bytes, length, bytes.length - length);
            if (read < 0) {
                return length;
            }
            length += read;
            if (length == bytes.length) {
                if (length == LARGEST) {
                    throw new IOException("a file must be smaller than 1 GiB");
                }
                bytes = Arrays.copyOf(bytes, length * 2);
            }
        }
    }
}
