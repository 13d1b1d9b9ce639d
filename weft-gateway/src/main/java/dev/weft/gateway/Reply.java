package dev.weft.gateway;

import java.nio.charset.StandardCharsets;

/// What an HTTP server answers.
///
/// @param afterwards runs on the request's thread once the answer is sent
@SuppressWarnings("ArrayRecordComponent") // written once, and never compared as a record
record Reply(int status, String contentType, byte[] body, Runnable afterwards) {
    /// A status that says it all.
    static Reply status(int status) {
        return new Reply(status, "", new byte[0], Reply::nothing);
    }

    /// A sentence for people, or a number.
    static Reply text(int status, String text) {
        return new Reply(
                status,
                "text/plain; charset=utf-8",
                text.getBytes(StandardCharsets.UTF_8),
                Reply::nothing);
    }

    static Reply json(byte[] json) {
        return new Reply(200, "application/json", json, Reply::nothing);
    }

    private static void nothing() {}

    Reply then(Runnable action) {
        return new Reply(status, contentType, body, action);
    }
}
