package dev.weft.cli;

import java.security.SecureRandom;
import java.util.HexFormat;

/// Draws tokens that have to be written down: into the connection file.
final class NewToken {
    private NewToken() {}

    /// One of 256 random bits.
    static String draw() {
        byte[] bytes = new byte[32];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
