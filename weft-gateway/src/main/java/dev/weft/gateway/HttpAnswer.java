package dev.weft.gateway;

import java.nio.charset.StandardCharsets;

/// What an HTTP server has answered.
///
/// @param last whether it closes the connection
@SuppressWarnings("ArrayRecordComponent") // read once, and never compared as a record
record HttpAnswer(int status, byte[] body, boolean last) {
    /// The body as a text of at most 2,000 characters.
    String text() {
        String text = new String(body, StandardCharsets.UTF_8).strip();
        return text.length() <= 2_000 ? text : text.substring(0, 2_000) + "…";
    }
}
