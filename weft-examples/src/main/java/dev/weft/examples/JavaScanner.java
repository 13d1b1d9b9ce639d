package dev.weft.examples;

/// Finds the identifiers in Java source, by the lexical grammar of the JLS: what is inside comments,
/// string and character literals, text blocks and numbers is none. It works on UTF-8 bytes, for
/// nearly all of them are ASCII and nothing needs to be decoded. Unicode escapes outside of literals
/// (a backslash, `u`, four digits) are passed over, not translated.
final class JavaScanner {
    private static final byte OTHER = 0;
    private static final byte LETTER = 1;
    private static final byte DIGIT = 2;
    private static final byte BEYOND_ASCII = 3;
    private static final byte SLASH = 4;
    private static final byte QUOTE = 5;
    private static final byte APOSTROPHE = 6;
    private static final byte BACKSLASH = 7;

    private static final byte[] KINDS = kinds();

    private final IdentifierTable table;
    private byte[] source = {};
    private int end;

    JavaScanner(IdentifierTable table) {
        this.table = table;
    }

    private static byte[] kinds() {
        byte[] kinds = new byte[256];
        for (int c = 0; c < 256; c++) {
            if (c >= 0x80) {
                kinds[c] = BEYOND_ASCII;
            } else if (c >= '0' && c <= '9') {
                kinds[c] = DIGIT;
            } else if (Character.isJavaIdentifierStart(c)) {
                kinds[c] = LETTER;
            }
        }
        kinds['/'] = SLASH;
        kinds['"'] = QUOTE;
        kinds['\''] = APOSTROPHE;
        kinds['\\'] = BACKSLASH;
        return kinds;
    }

    /// Counts the identifiers of one file.
    ///
    /// @param bytes begins with the file, which must be valid UTF-8
    /// @param length of the file
    void scan(byte[] bytes, int length) {
        source = bytes;
        end = length;
        int at = 0;
        while (at < end) {
            at =
                    switch (KINDS[bytes[at] & 0xFF]) {
                        case OTHER -> afterOther(at);
                        case LETTER -> identifier(at, at, 0);
                        case DIGIT -> afterNumber(at);
                        case BEYOND_ASCII -> beyondAscii(at);
                        case SLASH -> afterSlash(at);
                        case QUOTE -> afterQuote(at);
                        case APOSTROPHE -> afterLiteral(at, (byte) '\'');
                        default -> afterEscape(at);
                    };
        }
    }

    private int afterOther(int at) {
        byte[] bytes = source;
        int last = end;
        int i = at + 1;
        while (i < last && KINDS[bytes[i] & 0xFF] == OTHER) {
            i++;
        }
        return i;
    }

    /// Counts the identifier that begins at `from`, of which `source[from..at)` has that hash.
    private int identifier(int from, int at, int hash) {
        byte[] bytes = source;
        int last = end;
        int i = at;
        int h = hash;
        while (i < last) {
            int kind = KINDS[bytes[i] & 0xFF];
            if (kind == BEYOND_ASCII && Character.isJavaIdentifierPart(codePoint(i))) {
                for (int next = i + width(i); i < next; i++) {
                    h = h * 31 + bytes[i];
                }
                continue;
            }
            if (kind != LETTER && kind != DIGIT) {
                break;
            }
            h = h * 31 + bytes[i];
            i++;
        }
        table.add(bytes, from, i, h, 1);
        return i;
    }

    private int beyondAscii(int at) {
        if (Character.isJavaIdentifierStart(codePoint(at))) {
            int next = at + width(at);
            return identifier(at, next, IdentifierTable.hash(source, at, next));
        }
        return at + width(at);
    }

    /// Length of the UTF-8 sequence that begins there.
    private int width(int at) {
        int first = source[at] & 0xFF;
        return first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
    }

    private int codePoint(int at) {
        int width = width(at);
        int bits = source[at] & (0xFF >> (width + 1));
        for (int i = 1; i < width; i++) {
            bits = (bits << 6) | (source[at + i] & 0x3F);
        }
        return bits;
    }

    /// A number ends where neither digit, letter, underscore nor point follows: `0x1F`, `1_000L`,
    /// `1.5e3f`. The sign in `1e-3` may end it as well, for a digit follows.
    private int afterNumber(int at) {
        int i = at + 1;
        while (i < end) {
            int kind = KINDS[source[i] & 0xFF];
            if (kind != LETTER && kind != DIGIT && source[i] != '.') {
                break;
            }
            i++;
        }
        return i;
    }

    private int afterSlash(int at) {
        if (at + 1 == end) {
            return end;
        }
        return switch (source[at + 1]) {
            case '/' -> afterLine(at + 2);
            case '*' -> afterComment(at + 2);
            default -> at + 1;
        };
    }

    private int afterLine(int at) {
        byte[] bytes = source;
        int last = end;
        int i = at;
        while (i < last && bytes[i] != '\n' && bytes[i] != '\r') {
            i++;
        }
        return i;
    }

    /// Comments are half of most source: eight bytes at a time to the next slash.
    private int afterComment(int at) {
        byte[] bytes = source;
        int i = Math.min(at + 1, end); // the star that opens the comment does not close it
        while (true) {
            i = SourceText.indexOf((byte) '/', bytes, i, end);
            if (i >= end) {
                return end;
            }
            if (bytes[i - 1] == '*') {
                return i + 1;
            }
            i++;
        }
    }

    private int afterQuote(int at) {
        boolean block = at + 2 < end && source[at + 1] == '"' && source[at + 2] == '"';
        return block ? afterTextBlock(at + 3) : afterLiteral(at, (byte) '"');
    }

    /// An unclosed literal ends with its line.
    private int afterLiteral(int at, byte quote) {
        int i = at + 1;
        while (i < end) {
            byte c = source[i];
            if (c == quote) {
                return i + 1;
            }
            if (c == '\n' || c == '\r') {
                return i;
            }
            i += c == '\\' ? 2 : 1;
        }
        return end;
    }

    private int afterTextBlock(int at) {
        int i = at;
        while (i < end) {
            byte c = source[i];
            if (c == '"' && i + 2 < end && source[i + 1] == '"' && source[i + 2] == '"') {
                return i + 3;
            }
            i += c == '\\' ? 2 : 1;
        }
        return end;
    }

    /// Passes over backslash, `u`s and four hexadecimal digits.
    private int afterEscape(int at) {
        int i = at + 1;
        while (i < end && source[i] == 'u') {
            i++;
        }
        return i == at + 1 ? i : Math.min(end, i + 4);
    }
}
