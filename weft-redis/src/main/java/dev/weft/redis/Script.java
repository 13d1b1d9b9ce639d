package dev.weft.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// One step of the store: a resource of this package, with the parts that it says it needs put before
/// it. The server keeps it by its hash.
///
/// The arrays are not copied: whoever asks for them only reads.
final class Script {
    static final Script SUBMIT = new Script("submit");
    static final Script START = new Script("start");
    static final Script COMMIT = new Script("commit");
    static final Script HOLD = new Script("hold");
    static final Script RENEW = new Script("renew");
    static final Script REAP = new Script("reap");
    static final Script LOST = new Script("lost");
    static final Script FAIL = new Script("fail");
    static final Script INVALIDATE = new Script("invalidate");
    static final Script CANCEL = new Script("cancel");
    static final Script RESUME = new Script("resume");
    static final Script FIND = new Script("find");
    static final Script RESULTS = new Script("results");
    static final Script EVENTS = new Script("events");
    static final Script PROGRESS = new Script("progress");
    static final Script INSPECT = new Script("inspect");
    static final Script ENLIST = new Script("enlist");
    static final Script DELIST = new Script("delist");

    private static final String NEEDS = "-- needs: ";

    private final byte[] text;
    private final byte[] hash;

    private Script(String name) {
        String whole = assembled(read(name));
        text = whole.getBytes(UTF_8);
        hash = sha1(text);
    }

    byte[] text() {
        return text;
    }

    /// In hexadecimal digits.
    byte[] hash() {
        return hash;
    }

    /// The first line says what the script may do, so it stays the first.
    private static String assembled(String script) {
        int firstLine = script.indexOf('\n') + 1;
        int needs = script.indexOf(NEEDS) + NEEDS.length();
        StringBuilder whole = new StringBuilder(script.substring(0, firstLine));
        for (String part : script.substring(needs, script.indexOf('\n', needs)).split(" ", -1)) {
            whole.append(read(part));
        }
        return whole.append(script.substring(firstLine)).toString();
    }

    private static String read(String name) {
        try (InputStream in = Script.class.getResourceAsStream(name + ".lua")) {
            if (in == null) {
                throw new IllegalStateException(
                        "script " + name + " does not exist in " + Script.class.getPackageName());
            }
            return new String(in.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] sha1(byte[] bytes) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1").digest(bytes);
            return HexFormat.of().formatHex(digest).getBytes(US_ASCII);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-1", e);
        }
    }
}
